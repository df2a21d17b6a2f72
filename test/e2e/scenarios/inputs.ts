import axios from 'axios';
import type { INode } from 'n8n-workflow';
import { outputOf } from '../../../dev/n8n/execution';
import type { Item, Stage } from '../harness/stage';
import { node, sequence, start, veo } from '../harness/workflows';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2000, 7)]);

/** What people put into the fields: files and objects. */
export function inputsTests(stage: () => Stage): void {
	const run = async (items: Item[], ...nodes: INode[]) => {
		const started = await stage().run(sequence(...start(), ...nodes), items);
		return await started.finished();
	};

	it.each(['image2video', 'reference2video'])(
		'inputs: Ace Data fetches the file of %s from this n8n without signing in',
		async (operation) => {
			// The node knows no better than application/octet-stream.
			const toFile = node(
				'To File',
				'n8n-nodes-base.convertToFile',
				{ operation: 'toBinary', sourceProperty: 'image', options: {} },
				{ typeVersion: 1.1 },
			);
			const execution = await run(
				[{ prompt: 'a dog', image: PNG.toString('base64') }],
				toFile,
				veo({
					provider: 'aceData',
					operation,
					imageSource: 'binary',
					imageBinaryProperties: ['data'],
					prompt: "={{ $('Start').item.json.prompt }}",
				}),
			);
			expect(outputOf(execution, 'Veo')).toMatchObject([{ status: 'succeeded' }]);
			const { images, purchases } = stage().simulator.ledger;
			expect(purchases).toMatchObject([{ request: { image_urls: images.map(({ url }) => url) } }]);
			expect(images).toMatchObject([{ mimeType: 'image/png' }]);
			expect(PNG.equals(images[0].bytes)).toBe(true);
			expect(images[0].url.startsWith(stage().host.url)).toBe(true);

			const [, token] = images[0].url.split('token=');
			const forged = images[0].url.replace(token, `${token.slice(0, -4)}AAAA`);
			const { status } = await axios.get(forged, { proxy: false, validateStatus: () => true });
			expect(status).toBe(400);
		},
	);

	it('inputs: a prompt that is an object goes out as JSON text', async () => {
		const scene = { subject: 'a dog', shots: ['pan', 'zoom'] };
		const execution = await run(
			[{ prompt: JSON.stringify(scene) }],
			veo({ prompt: '={{ JSON.parse($json.prompt) }}' }),
		);
		expect(outputOf(execution, 'Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(stage().simulator.ledger.purchases).toMatchObject([
			{ request: { prompt: JSON.stringify(scene) } },
		]);
	});
}
