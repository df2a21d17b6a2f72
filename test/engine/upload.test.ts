import { randomBytes } from 'node:crypto';
import axios from 'axios';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import { only, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(3000)]);
const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), randomBytes(2000)]);
const WEBP = Buffer.concat([Buffer.from('RIFF????WEBPVP8 ', 'latin1'), randomBytes(1000)]);

/** As nodes pass a file on: in the item, or in n8n's store. */
async function item(
	files: Record<string, Buffer>,
	where: 'in the item' | 'in the store' = 'in the item',
): Promise<INodeExecutionData> {
	const binary: INodeExecutionData['binary'] = {};
	for (const [name, bytes] of Object.entries(files)) {
		// The name and the type are wrong on purpose: only the bytes count.
		const data = { fileName: 'image.bin', mimeType: 'text/plain', data: '' };
		binary[name] =
			where === 'in the item'
				? { ...data, data: bytes.toString('base64') }
				: await Container.get(BinaryDataService).store(
						{ type: 'execution', workflowId: 'workflow', executionId: 'upload' },
						bytes,
						data,
					);
	}
	return { json: { prompt: 'the dog jumps' }, binary };
}

const fromFiles = (fields: string[], parameters = {}) =>
	veo({
		operation: 'image2video',
		imageSource: 'binary',
		firstFrameField: fields[0],
		lastFrameField: fields[1] ?? '',
		imageBinaryProperties: fields,
		...parameters,
	});
const uploads = () =>
	stage.simulator.requests.filter(({ path }) => path.endsWith('/file-stream-upload'));

it.each(['in the item', 'in the store'] as const)('uploads files that lie %s', async (where) => {
	const input = [await item({ first: PNG, last: JPEG }, where)];
	const run = await stage.engine.run(only(fromFiles(['first', 'last'])), { input });
	expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	const [{ request }] = stage.simulator.ledger.purchases;
	const urls = request.imageUrls as string[];
	expect(urls).toHaveLength(2);
	for (const [index, { bytes, type, ending }] of [
		{ bytes: PNG, type: 'image/png', ending: /\.png$/ },
		{ bytes: JPEG, type: 'image/jpeg', ending: /\.jpg$/ },
	].entries()) {
		expect(urls[index]).toMatch(ending);
		const { data, headers } = await axios.get<Buffer>(urls[index], { responseType: 'arraybuffer' });
		expect(headers['content-type']).toBe(type);
		expect(bytes.equals(data)).toBe(true);
	}
});

it('gives every upload a name of its own', async () => {
	const input = [await item({ data: WEBP }), await item({ data: WEBP })];
	await stage.engine.run(only(fromFiles(['data'])), { input });
	const urls = stage.simulator.ledger.purchases.flatMap(({ request }) => request.imageUrls);
	expect(new Set(urls).size).toBe(2);
});

it('takes three reference images', async () => {
	const input = [await item({ a: PNG, b: JPEG, c: WEBP })];
	const node = fromFiles(['a', 'b', 'c'], { operation: 'reference2video' });
	const run = await stage.engine.run(only(node), { input });
	expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	const [{ request }] = stage.simulator.ledger.purchases;
	expect(request).toMatchObject({ generationType: 'REFERENCE_2_VIDEO', model: 'veo3_fast' });
	expect(request.imageUrls).toHaveLength(3);
});

describe('Ace Data Cloud', () => {
	it.each(['in the item', 'in the store'] as const)(
		'fetches files from this n8n that lie %s',
		async (where) => {
			const input = [await item({ first: PNG, last: JPEG }, where), await item({ first: WEBP })];
			const node = fromFiles(['first', '={{ $binary.last ? "last" : "" }}'], {
				provider: 'aceData',
			});
			const run = await stage.engine.run(only(node), { input });
			expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }]);
			const { purchases, images } = stage.simulator.ledger;
			expect(images.map(({ url }) => url)).toEqual(
				purchases.flatMap(({ request }) => request.image_urls),
			);
			for (const [index, { bytes, type }] of [
				{ bytes: PNG, type: 'image/png' },
				{ bytes: JPEG, type: 'image/jpeg' },
				{ bytes: WEBP, type: 'image/webp' },
			].entries()) {
				expect(bytes.equals(images[index].bytes)).toBe(true);
				expect(images[index].mimeType).toBe(type);
			}
			expect(uploads()).toEqual([]);
		},
	);

	it('takes three reference images', async () => {
		const input = [await item({ a: PNG, b: JPEG, c: WEBP })];
		const node = fromFiles(['a', 'b', 'c'], { operation: 'reference2video', provider: 'aceData' });
		const run = await stage.engine.run(only(node), { input });
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(stage.simulator.ledger.images).toHaveLength(3);
	});
});

describe('nothing is uploaded or bought', () => {
	const GIF = Buffer.concat([Buffer.from('GIF89a'), randomBytes(100)]);

	it.each([
		['a file that is missing', { other: PNG }, ['data'], 'which the item does not have'],
		['a file that is no image', { data: Buffer.from('hello') }, ['data'], 'which is no image'],
		['a GIF', { data: GIF }, ['data'], 'which is no image'],
		['an empty file', { data: Buffer.alloc(0) }, ['data'], 'which is no image'],
		['no field name', { data: PNG }, ['={{ "" }}'], 'has no image'],
		['a last frame that is missing', { a: PNG }, ['a', 'x'], 'which the item does not have'],
	])('for %s, even in the last item', async (_, files, fields, message) => {
		const good = await item({ data: PNG, a: PNG, b: PNG });
		const input = [good, await item(files as Record<string, Buffer>)];
		for (const provider of ['kie', 'aceData']) {
			const run = await stage.engine.run(only(fromFiles(fields, { provider })), { input });
			expect(run.error?.message).toMatch(/^'(First|Last) Frame Field' /);
			expect(run.error?.message).toContain(message);
			expect(uploads()).toEqual([]);
			expect(stage.simulator.ledger.purchases).toEqual([]);
		}
	});

	it('for a file that n8n cannot read any more', async () => {
		const input = [await item({ data: PNG }, 'in the store')];
		const { binary } = input[0];
		if (binary) binary.data.id = `${binary.data.id ?? ''}-deleted`;
		const run = await stage.engine.run(only(fromFiles(['data'])), { input });
		expect(run.error?.message).toContain('which cannot be read');
		expect(stage.simulator.ledger.purchases).toEqual([]);
	});

	it('at Ace Data Cloud, which cannot reach this n8n', async () => {
		const engine = await stage.withCredentials({
			aceDataApi: { baseUrl: 'https://api.acedata.cloud' },
		});
		const run = await engine.run(only(fromFiles(['data'], { provider: 'aceData' })), {
			input: [await item({ data: PNG })],
		});
		expect(run.error?.message).toMatch(/^'Image Source' cannot be File: .* is a private address$/);
		expect(run.error?.description).toContain('WEBHOOK_URL');
		expect(stage.simulator.requests).toEqual([]);
	});

	it('with a key that the upload host refuses', async () => {
		const engine = await stage.withCredentials({ kieApi: { apiKey: 'wrong' } });
		const run = await engine.run(only(fromFiles(['data'])), { input: [await item({ data: PNG })] });
		expect(run.error?.message).toBe('API key refused by Kie.ai');
		expect(run.error?.description).toContain('Authentication failed: Invalid API Key');
		expect(stage.simulator.ledger.purchases).toEqual([]);
	});

	it('where the upload base URL is none', async () => {
		const engine = await stage.withCredentials({ kieApi: { uploadBaseUrl: 'nowhere' } });
		const run = await engine.run(only(fromFiles(['data'])), { input: [await item({ data: PNG })] });
		expect(run.error?.message).toContain("'Upload Base URL'");
		expect(stage.simulator.ledger.purchases).toEqual([]);
	});
});

it('one bad image costs only its own item where the node continues on fail', async () => {
	const input = [await item({ data: Buffer.from('x') }), await item({ data: PNG })];
	const node = { ...fromFiles(['data']), onError: 'continueRegularOutput' as const };
	const run = await stage.engine.run(only(node), { input });
	expect(run.json('Veo')).toMatchObject([
		{ status: 'failed', error: { reason: 'badParameter' } },
		{ status: 'succeeded' },
	]);
	expect(uploads()).toHaveLength(1);
});
