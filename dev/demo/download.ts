import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import axios from 'axios';
import { DemoError } from './errors';

/**
 * Downloads a video. The file appears under its name only when it is complete.
 * @throws DemoError when what comes is not a video
 */
export async function download(url: string, file: string): Promise<void> {
	const { data, headers } = await axios.get<Readable>(url, {
		responseType: 'stream',
		proxy: false,
	});
	const type = String(headers['content-type']);
	if (!type.startsWith('video/')) {
		data.destroy();
		throw new DemoError(`${url} is ${type}, not a video`, 'Run this again to make a new one.');
	}
	await mkdir(dirname(file), { recursive: true });
	const part = `${file}.part`;
	await pipeline(data, createWriteStream(part));
	await rename(part, file);
}
