import axios from 'axios';

import { isLoopback } from './loopback';

/** An image that a provider has fetched for a job. */
export interface FetchedImage {
	url: string;
	mimeType: string;
	bytes: Buffer;
}

const TIMEOUT_MS = 30_000;

/**
 * Fetches an image without a key, as a provider does.
 * @returns absent where nobody gave the file; a URL that leaves this machine is not asked for, and
 * counts as an empty file
 */
export async function fetchImage(url: string): Promise<FetchedImage | undefined> {
	if (!isLoopback(url)) return { url, mimeType: '', bytes: Buffer.alloc(0) };
	const { status, headers, data } = await axios.get<ArrayBuffer>(url, {
		responseType: 'arraybuffer',
		timeout: TIMEOUT_MS,
		maxRedirects: 0,
		proxy: false,
		validateStatus: () => true,
	});
	if (status !== 200) return undefined;
	return { url, mimeType: String(headers['content-type']), bytes: Buffer.from(data) };
}
