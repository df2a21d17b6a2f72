import type { Router } from 'express';
import { resumableUploads, type Uploaded } from './resumableUploads';

/** A video at YouTube, with the snippet and status that it was uploaded with as metadata. */
export interface YouTubeVideo extends Uploaded {
	id: string;
}

/** A stand-in for YouTube. */
export class YouTube {
	readonly videos: YouTubeVideo[] = [];
	/** Whether the day's quota is used up. */
	isExhausted = false;

	router(): Router {
		const refusal = () =>
			this.isExhausted
				? 'The request cannot be completed because you have exceeded your quota.'
				: undefined;
		return resumableUploads('/upload/youtube/v3/videos', refusal, (upload) => {
			const id = `video-${this.videos.length + 1}`;
			this.videos.push({ ...upload, id });
			return { kind: 'youtube#video', id, ...upload.metadata };
		});
	}

	reset(): void {
		this.videos.length = 0;
		this.isExhausted = false;
	}
}
