import type { IExecuteFunctions } from 'n8n-workflow';

import { isPrivate } from '../../../../lib/lifecycle/reachable';
import { inspectImage, isGood, type Image } from '../../../../lib/files/image';
import { signedUrl } from '../../../../lib/files/signedUrl';
import { PROVIDERS } from '../../../../lib/providers';
import { imageField } from '../../../../lib/providers/checks';
import type { Issue, TaskApi, Upload, VeoJob } from '../../../../lib/providers/api';
import type { TaskError } from '../../../../lib/error';
import { baseUrlIn, credentialOf } from '../../../../lib/http/credential';
import { uploadImage } from '../../../../lib/files/upload';
import type { Provider } from '../../../../lib/task';
import type { Preparation } from '../../../../lib/lifecycle/operation';

/** Puts an image where the provider can fetch it. */
type Publish = (image: Image) => Promise<string | Issue | TaskError>;

/**
 * Looks at the files of all items, then puts them where the provider can fetch them: what is wrong
 * comes out before any is.
 */
export function imagePreparations(
	context: IExecuteFunctions,
	{ provider }: TaskApi<VeoJob>,
): Array<Preparation<VeoJob>> {
	const { upload } = PROVIDERS[provider];
	const publish = upload
		? uploading((image) => uploadImage(context, provider, upload, image))
		: signing(context, provider);
	const images = new Map<VeoJob, Image[]>();

	async function inspect(job: VeoJob, itemIndex: number): ReturnType<Preparation<VeoJob>> {
		const good: Image[] = [];
		for (const [index, name] of (job.imageBinaryProperties ?? []).entries()) {
			const image = await inspectImage(context, itemIndex, name);
			if (!isGood(image)) return { field: imageField(job, index), ...image };
			good.push(image);
		}
		images.set(job, good);
		return undefined;
	}
	inspect.isLocal = true as const;

	async function publishAll(job: VeoJob): ReturnType<Preparation<VeoJob>> {
		if (!job.imageBinaryProperties) return undefined;
		job.imageUrls = [];
		for (const image of images.get(job) ?? []) {
			const published = await publish(image);
			if (typeof published !== 'string') return published;
			job.imageUrls.push(published);
		}
		delete job.imageBinaryProperties;
		return undefined;
	}

	return [inspect, publishAll];
}

function uploading(send: (image: Image) => Promise<Upload>): Publish {
	return async (image) => {
		const upload = await send(image);
		return upload.kind === 'refused' ? upload.error : upload.url;
	};
}

/** The others fetch the file from this n8n. */
function signing(context: IExecuteFunctions, provider: Provider): Publish {
	return async (image) => {
		const home = context.getRestApiUrl();
		if (isPrivate(home) && !isPrivate(baseUrlIn(await credentialOf(context, provider), context))) {
			return noFile(
				`the provider would have to fetch it from this n8n, and "${new URL(home).host}" is a private address`,
				"Set the environment variable WEBHOOK_URL of n8n to its public URL and restart it, or put the file where a public URL leads to it and set 'Image Source' to URL",
			);
		}
		return (
			(await signedUrl(context, image)) ??
			noFile(
				'the provider would have to fetch it from this n8n, which keeps files in its memory',
				"Set the environment variable N8N_DEFAULT_BINARY_DATA_MODE of n8n to filesystem and restart it, or put the file where a public URL leads to it and set 'Image Source' to URL",
			)
		);
	};
}

function noFile(reason: string, fix: string): Issue {
	return {
		field: 'imageSource',
		message: `cannot be File: ${reason}`,
		fix: `${fix}, or choose Kie.ai. Nothing was bought.`,
	};
}
