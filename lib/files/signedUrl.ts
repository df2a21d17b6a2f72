import type { IExecuteFunctions } from 'n8n-workflow';

import type { Image } from './image';

/** A provider fetches the image when the job's turn comes, which is minutes away at busy times. */
const VALID_FOR = '2 hours';

/**
 * A URL of this n8n where anyone who knows it can fetch the image. n8n serves a file as the type that
 * it was stored with, and not every provider looks at the bytes: so one that was stored as another
 * type, or not at all, is stored anew.
 * @returns undefined where this n8n keeps files in its memory, which no URL leads to
 */
export async function signedUrl(
	{ helpers }: IExecuteFunctions,
	image: Image,
): Promise<string | undefined> {
	const { id, mimeType, extension } = image;
	const isServed = id !== undefined && (await helpers.getBinaryMetadata(id)).mimeType === mimeType;
	const file = isServed
		? { id, mimeType, data: '' }
		: await helpers.prepareBinaryData(await image.open(), `image.${extension}`, mimeType);
	return file.id === undefined ? undefined : helpers.createBinarySignedUrl(file, VALID_FOR);
}
