import axios, { type AxiosRequestConfig } from 'axios';

import type { Simulator } from '../../../dev/simulator/server';
import { clientOf, startQuickSimulator } from './harness';

const MIB = 1024 * 1024;

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startQuickSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

async function urlOf(prompt: string): Promise<string> {
	const kie = clientOf(simulator, 'kie');
	const { taskId } = (await kie.post('/api/v1/veo/generate', { prompt })).data.data;
	await simulator.callbacksSettled();
	const { data } = await kie.get('/api/v1/veo/record-info', { params: { taskId } });
	return data.data.response.resultUrls[0];
}

async function get(url: string, headers: Record<string, string> = {}) {
	const config: AxiosRequestConfig = {
		headers,
		proxy: false,
		responseType: 'arraybuffer',
		validateStatus: () => true,
	};
	return await axios.get<Buffer>(url, config);
}

describe('the video', () => {
	it('is a small MP4 that starts playing before it is all there', async () => {
		const { status, headers, data } = await get(await urlOf('a dog'));
		expect(status).toBe(200);
		expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'accept-ranges': 'bytes' });
		expect(Number(headers['content-length'])).toBe(data.length);
		expect(data.length).toBeLessThan(300_000);
		expect(data.toString('latin1', 4, 8)).toBe('ftyp');
		const [moov, mdat] = ['moov', 'mdat'].map((atom) => data.indexOf(atom));
		expect(moov).toBeGreaterThan(0);
		expect(moov).toBeLessThan(mdat);
		expect(data.includes('avc1') && data.includes('mp4a')).toBe(true);
	});

	it('can be had in parts', async () => {
		const url = await urlOf('a dog');
		const { data: whole } = await get(url);
		const { status, headers, data } = await get(url, { Range: 'bytes=10-19' });
		expect(status).toBe(206);
		expect(headers['content-range']).toBe(`bytes 10-19/${whole.length}`);
		expect(data.equals(whole.subarray(10, 20))).toBe(true);
		expect((await get(url, { Range: `bytes=${whole.length}-` })).status).toBe(416);
	});

	it.each([
		['[file html]', 200, 'text/html; charset=utf-8'],
		['[file gone]', 404, 'text/html; charset=utf-8'],
		['[file forbidden]', 403, 'text/html; charset=utf-8'],
	])('%s', async (prompt, expected, type) => {
		const { status, headers } = await get(await urlOf(prompt));
		expect({ status, type: headers['content-type'] }).toEqual({ status: expected, type });
	});

	it('[file lie] names no length', async () => {
		const { headers, data } = await get(await urlOf('[file lie]'));
		expect(headers).not.toHaveProperty('content-length');
		expect(data.length).toBeGreaterThan(10_000);
	});

	it('[file slow 1] comes after a second', async () => {
		const url = await urlOf('[file slow 1]');
		const started = Date.now();
		const { status } = await get(url);
		expect(status).toBe(200);
		expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
	});

	it('[file cut 100] promises all and sends 100 bytes', async () => {
		await expect(get(await urlOf('[file cut 100]'))).rejects.toThrow('aborted');
	});

	it('[portrait] has the original beside it', async () => {
		const url = await urlOf('[portrait]');
		const origin = url.replace('/files/', '/files/origin-');
		expect((await get(url)).status).toBe(200);
		expect((await get(origin)).status).toBe(200);
	});
});

describe('[file big N]', () => {
	it('has the size and the bytes that it says, whole or in parts', async () => {
		const url = await urlOf('[file big 2]');
		const { headers, data } = await get(url);
		expect(headers).toMatchObject({
			'content-type': 'video/mp4',
			'content-length': String(2 * MIB),
			'accept-ranges': 'bytes',
		});
		expect(data.length).toBe(2 * MIB);
		const part = await get(url, { Range: 'bytes=65530-131080' });
		expect(part.status).toBe(206);
		expect(part.headers['content-range']).toBe(`bytes 65530-131080/${2 * MIB}`);
		expect(part.data.equals(data.subarray(65530, 131081))).toBe(true);
		expect([data[65535], data[65536]]).toEqual([0, 1]);
		expect((await get(url, { Range: `bytes=${2 * MIB}-` })).status).toBe(416);
	});
});

describe('upload', () => {
	const image = Buffer.from('not really a picture');
	const place = { uploadPath: 'n8n', fileName: 'first frame.png' };
	const kie = () => clientOf(simulator, 'kie');

	async function expectStored(data: { data: Record<string, unknown> }, name: string) {
		expect(data).toEqual({
			success: true,
			code: 200,
			msg: 'File uploaded successfully',
			data: {
				success: true,
				fileName: name,
				filePath: `kieai/136592/n8n/${name}`,
				downloadUrl: expect.stringContaining(encodeURI(`/n8n/${name}`)),
				fileSize: image.length,
				mimeType: 'image/png',
				uploadedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			},
		});
		const stored = await get(String(data.data.downloadUrl));
		expect(stored.headers['content-type']).toBe('image/png');
		expect(stored.data.equals(image)).toBe(true);
	}

	it.each([
		['raw base64', ''],
		['a data URL', 'data:image/png;base64,'],
	])('takes %s', async (_what, head) => {
		const body = { ...place, base64Data: head + image.toString('base64') };
		const { data } = await kie().post('/api/file-base64-upload', body);
		await expectStored(data, 'first frame.png');
	});

	it('takes a form', async () => {
		const form = new FormData();
		form.append('file', new Blob([image]), 'mine.png');
		form.append('uploadPath', 'n8n');
		await expectStored((await kie().post('/api/file-stream-upload', form)).data, 'mine.png');
	});

	it('takes a URL', async () => {
		const body = { ...place, base64Data: image.toString('base64') };
		const first = await kie().post('/api/file-base64-upload', body);
		const { data } = await kie().post('/api/file-url-upload', {
			uploadPath: 'n8n',
			fileName: 'second.png',
			fileUrl: first.data.data.downloadUrl,
		});
		await expectStored(data, 'second.png');
	});

	it('fetches from this machine only', async () => {
		const { status, data } = await kie().post('/api/file-url-upload', {
			...place,
			fileUrl: 'https://example.com/first.png',
		});
		const body = { success: false, code: 400, msg: 'Failed to download the file' };
		expect({ status, data }).toEqual({ status: 400, data: body });
	});

	it.each([
		['no path', { base64Data: 'AAAA' }, 'Missing required parameter: uploadPath'],
		['no data', place, 'Missing required parameter: base64Data'],
		[
			'url-safe base64',
			{ ...place, base64Data: 'AA_-' },
			'Base64 decoding failed: Invalid Base64 format',
		],
		[
			'a path from the root',
			{ base64Data: 'AAAA', uploadPath: '/n8n' },
			'Invalid parameter: uploadPath',
		],
	])('refuses %s with a real 400', async (_what, body, msg) => {
		const { status, data } = await kie().post('/api/file-base64-upload', body);
		expect({ status, data }).toEqual({ status: 400, data: { success: false, code: 400, msg } });
	});

	it('refuses a wrong key with a real 401', async () => {
		const client = clientOf(simulator, 'kie', 'wrong');
		const { status, data } = await client.post('/api/file-base64-upload', {});
		expect(status).toBe(401);
		expect(data.msg).toBe('Authentication failed: Invalid API Key');
	});
});
