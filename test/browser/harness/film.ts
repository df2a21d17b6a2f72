import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import type { Page } from 'playwright-core';

const WIDTH = 800;
const FRAMES_PER_SECOND = 10;

/**
 * An animated WebP, which GitHub plays. Each frame says how long it is to be seen, so that the film is
 * as quick as a good machine on a busy one, too.
 */
export class Film {
	private readonly frames: string[] = [];

	private constructor(
		private readonly page: Page,
		private readonly folder: string,
	) {}

	static async begin(page: Page): Promise<Film> {
		return new Film(page, await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-film-')));
	}

	/** Shows what is on the screen now for some milliseconds. */
	async show(ms: number): Promise<void> {
		const file = join(this.folder, `${this.frames.length}.jpg`);
		await this.page.screenshot({ path: file, quality: 95, type: 'jpeg', scale: 'css' });
		this.frames.push(`file '${file}'\nduration ${ms / 1000}\n`);
	}

	/** Shows the film on the page, from its beginning to a second of it. */
	async play(second: number): Promise<void> {
		const film = this.page.locator('video');
		await film.evaluate(async (video: HTMLVideoElement) => {
			// n8n does not send parts of a file, so a browser can seek in a copy only.
			const copy = await (await fetch(video.currentSrc)).blob();
			const loaded = new Promise((done) => video.addEventListener('loadeddata', done));
			video.autoplay = false;
			video.src = URL.createObjectURL(copy);
			await loaded;
			video.pause();
		});
		for (let frame = 0; frame < second * FRAMES_PER_SECOND; frame++) {
			await film.evaluate(async (video: HTMLVideoElement, at) => {
				const seeked = new Promise((done) =>
					video.addEventListener('seeked', done, { once: true }),
				);
				video.currentTime = at;
				await seeked;
			}, frame / FRAMES_PER_SECOND);
			await this.show(1000 / FRAMES_PER_SECOND);
		}
	}

	/** Writes the film, with Debian's ffmpeg. */
	async save(file: string): Promise<void> {
		const script = join(this.folder, 'frames.txt');
		await writeFile(script, this.frames.join(''));
		const filter = `fps=${FRAMES_PER_SECOND},scale=${WIDTH}:-1:flags=lanczos`;
		const webp = [
			'-c:v',
			'libwebp_anim',
			'-quality',
			'70',
			'-compression_level',
			'6',
			'-loop',
			'0',
		];
		const input = ['-f', 'concat', '-safe', '0', '-i', script];
		await execa('ffmpeg', ['-y', '-v', 'error', ...input, '-vf', filter, ...webp, file]);
		await rm(this.folder, { recursive: true });
	}
}
