import axios from 'axios';
import type { INode, INodeParameters } from 'n8n-workflow';
import { outputOf } from '../../../dev/n8n/execution';
import type { Item, Stage } from '../harness/stage';
import { fields, node, sequence, start, veo } from '../harness/workflows';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2000, 7)]);
const IMAGE = 'https://example.com/image.png';

/** Files that go through n8n's own store, and the operations that work on a finished video. */
export function mediaTests(stage: () => Stage): void {
	const run = async (items: Item[], ...nodes: INode[]) => {
		const started = await stage().run(sequence(...start(), ...nodes), items);
		return await started.finished();
	};
	const named = (name: string, parameters: INodeParameters) => ({ ...veo(parameters), name });

	it.each([
		['kie', 'poll'],
		['kie', 'callback'],
		['aceData', 'callback'],
	])('media: a video of %s comes with its task: %s', async (provider, completion) => {
		const execution = await run(
			[{ prompt: 'one' }, { prompt: 'two [two videos]' }],
			veo({ provider, completion, download: true }),
			fields('After', {
				taskId: '={{ $json.taskId }}',
				files: '={{ Object.values($binary).map((file) => file.fileName).join() }}',
				types: '={{ Object.values($binary).map((file) => file.mimeType).join() }}',
			}),
		);
		const [one, two] = stage().simulator.ledger.purchases.map(({ taskId }) => taskId);
		expect(outputOf(execution, 'After')).toEqual([
			{ taskId: one, files: `veo-${one}.mp4`, types: 'video/mp4' },
			{ taskId: two, files: `veo-${two}.mp4,veo-${two}-1.mp4`, types: 'video/mp4,video/mp4' },
		]);
	});

	it('media: Task, Download fetches what was bought before', async () => {
		const execution = await run(
			[{ prompt: 'a dog [fast]' }],
			named('Buy', { completion: 'poll' }),
			named('Fetch', { resource: 'task', operation: 'download', taskId: '={{ $json.taskId }}' }),
			fields('After', { file: '={{ $binary.data.fileName }}' }),
		);
		const [{ taskId }] = stage().simulator.ledger.purchases;
		expect(outputOf(execution, 'After')).toEqual([{ file: `veo-${taskId}.mp4` }]);
	});

	it.each(['image2video', 'reference2video'])('media: %s takes a file', async (operation) => {
		const toFile = node(
			'To File',
			'n8n-nodes-base.convertToFile',
			{ operation: 'toBinary', sourceProperty: 'image', options: {} },
			{ typeVersion: 1.1 },
		);
		const image = {
			imageSource: 'binary',
			imageBinaryProperties: ['data'],
			prompt: "={{ $('Start').item.json.prompt }}",
		};
		const execution = await run(
			[{ prompt: `a dog for ${operation}`, image: PNG.toString('base64') }],
			toFile,
			veo({ operation, ...image }),
		);
		expect(outputOf(execution, 'Veo')).toMatchObject([{ status: 'succeeded' }]);
		const [{ request }] = stage().simulator.ledger.purchases;
		const [url] = request.imageUrls as string[];
		const { data } = await axios.get<Buffer>(url, { responseType: 'arraybuffer', proxy: false });
		expect(PNG.equals(data)).toBe(true);
	});

	it.each([
		['kie', 'get_1080p', 'poll', '1080p'],
		['kie', 'get_4k', 'callback', '4k'],
		['kie', 'extend', 'callback', '720p'],
		['aceData', 'get_1080p', 'callback', '1080p'],
	])('media: %s %s of a finished video', async (provider, operation, completion, resolution) => {
		const execution = await run(
			[{ prompt: 'a dog [fast]' }],
			named('Source', { provider, completion: 'poll' }),
			named('Second', {
				provider,
				operation,
				completion,
				taskId: '={{ $json.taskId }}',
				prompt: 'and on it goes',
			}),
		);
		const [task] = outputOf(execution, 'Second');
		expect(task).toMatchObject({ status: 'succeeded', videos: [{ resolution }] });
		expect(stage().simulator.ledger.purchases).toHaveLength(2);
	});

	it('media: Ace Data makes a video of reference images', async () => {
		const reference = { operation: 'reference2video', imageUrls: [IMAGE] };
		const execution = await run([{ prompt: 'a dog' }], veo({ provider: 'aceData', ...reference }));
		expect(outputOf(execution, 'Veo')).toMatchObject([{ status: 'succeeded' }]);
	});

	it('media: Kie.ai in its unified form', async () => {
		const { url, settings } = stage().simulator;
		const classic = { apiKey: settings.apiKeys.kie[0], baseUrl: `${url}/kie` };
		await stage().saveCredential('kieApi', { ...classic, apiForm: 'unified' });
		try {
			const execution = await run([{ prompt: 'a dog' }], veo({ download: true }));
			expect(outputOf(execution, 'Veo')).toMatchObject([{ status: 'succeeded' }]);
			expect(stage().simulator.ledger.purchases).toMatchObject([{ operation: 'veo-3-1' }]);
		} finally {
			const uploadBaseUrl = classic.baseUrl;
			await stage().saveCredential('kieApi', { ...classic, uploadBaseUrl, apiForm: 'classic' });
		}
	});
}
