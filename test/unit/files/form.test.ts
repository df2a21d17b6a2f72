import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { formWith } from '../../../lib/files/form';

const BYTES = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256));
const chunked = () => Readable.from([BYTES.subarray(0, 1234), BYTES.subarray(1234)]);

it.each([
	['bytes', () => BYTES],
	['a stream', chunked],
])('a form with %s is one that others read', async (_, content) => {
	const file = { name: 'a.png', mimeType: 'image/png', size: BYTES.length, content: content() };
	const { headers, body } = formWith(file, { uploadPath: 'n8n', fileName: 'a.png' });
	expect(Buffer.isBuffer(body)).toBe(Buffer.isBuffer(file.content));
	const sent = Buffer.isBuffer(body) ? body : await buffer(body);
	expect(headers['Content-Length']).toBe(String(sent.length));
	const form = await new Response(new Uint8Array(sent), { headers }).formData();
	expect([form.get('uploadPath'), form.get('fileName')]).toEqual(['n8n', 'a.png']);
	const received = form.get('file') as File;
	expect({ name: received.name, type: received.type }).toEqual({
		name: 'a.png',
		type: 'image/png',
	});
	expect(BYTES.equals(Buffer.from(await received.arrayBuffer()))).toBe(true);
});
