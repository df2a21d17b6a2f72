import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { fields, node, sequence, start, veo } from '../harness/workflows';

const VIDEO = readFileSync(join(__dirname, '../../../dev/simulator/assets/video.mp4'));
const PROMPTS = ['one', 'two'];

/** A file that one node has fetched is there for the next, wherever that one runs. */
export function filesTests(stage: () => Stage): void {
	it.each([
		['separate', 'poll'],
		['separate', 'callback'],
		['combined', 'poll'],
		['combined', 'callback'],
	])(
		'files: in the mode %s the next node reads what a node has fetched: %s',
		async (binaryMode, completion) => {
			const isCombined = binaryMode === 'combined';
			const hash = node('Hash', 'n8n-nodes-base.crypto', {
				action: 'hash',
				type: 'SHA256',
				encoding: 'hex',
				binaryData: true,
				binaryPropertyName: isCombined ? '_files.video' : 'video',
				dataPropertyName: 'hash',
			});
			const files = isCombined ? '$json._files' : '$binary';
			const workflow = sequence(
				...start(),
				veo({ completion, download: true }),
				hash,
				fields('After', { name: `={{ ${files}.video.fileName }}`, hash: '={{ $json.hash }}' }),
			);
			const run = await stage().run(
				workflow,
				PROMPTS.map((prompt) => ({ prompt })),
				{ binaryMode },
			);
			expect(outputOf(await run.finished(), 'After')).toEqual(
				stage().simulator.ledger.purchases.map(({ taskId }) => ({
					name: `veo-${taskId}-0.mp4`,
					hash: createHash('sha256').update(VIDEO).digest('hex'),
				})),
			);
		},
	);
}
