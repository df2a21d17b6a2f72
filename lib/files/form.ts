import { randomUUID } from 'crypto';

import type { Form } from '../providers/api';
import { streamOf, type Readable } from './stream';

/** A form whose file may still be a stream. */
interface FileForm extends Form {
	body: Readable | Buffer;
}

/** The one file of a form. */
export interface FormFile {
	name: string;
	mimeType: string;
	/** Bytes. */
	size: number;
	content: Readable | Buffer;
}

/**
 * A multipart form with one file. A streamed file stays a stream: the form of Node.js itself wants
 * all its bytes in memory.
 */
export function formWith(file: FormFile, fields: Record<string, string>): FileForm {
	const boundary = `n8n-${randomUUID()}`;
	const part = (disposition: string, more: string) =>
		`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`;
	const before = Buffer.from(
		[
			...Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`, '')}${value}\r\n`),
			part(`name="file"; filename="${file.name}"`, `Content-Type: ${file.mimeType}\r\n`),
		].join(''),
	);
	const after = Buffer.from(`\r\n--${boundary}--\r\n`);
	const { content } = file;
	return {
		headers: {
			'Content-Type': `multipart/form-data; boundary=${boundary}`,
			'Content-Length': String(before.length + file.size + after.length),
		},
		body: Buffer.isBuffer(content)
			? Buffer.concat([before, content, after])
			: streamOf(around(before, content, after), content),
	};
}

async function* around(before: Buffer, file: Readable, after: Buffer): AsyncGenerator<Buffer> {
	yield before;
	yield* file as AsyncIterable<Buffer>;
	yield after;
}
