import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { fields, node, sequence, start, veo } from '../harness/workflows';

const VIDEO = readFileSync(join(__dirname, '../../../dev/simulator/assets/video.mp4'));
const HASH = createHash('sha256').update(VIDEO).digest('hex');
const PROMPTS = ['one', 'two'];

/** A file that one node has fetched is there for the next, wherever that one runs. */
export function filesTests(stage: () => Stage): void {
	it.each([
		['separate', 'poll'],
		['separate', 'callback'],
		['combined', 'poll'],
	])(
		'files: in the mode %s the next node reads what a node has fetched: %s',
		async (binaryMode, completion) => {
			const isCombined = binaryMode === 'combined';
			const hash = node('Hash', 'n8n-nodes-base.crypto', {
				action: 'hash',
				type: 'SHA256',
				encoding: 'hex',
				binaryData: true,
				binaryPropertyName: isCombined ? '_files.data' : 'data',
				dataPropertyName: 'hash',
			});
			const workflow = sequence(
				...start(),
				veo({ completion, download: true }),
				hash,
				fields('After', { taskId: '={{ $json.taskId }}', hash: '={{ $json.hash }}' }),
			);
			const run = await stage().run(
				workflow,
				PROMPTS.map((prompt) => ({ prompt })),
				{ binaryMode },
			);
			const execution = await run.finished();
			const { purchases } = stage().simulator.ledger;
			expect(purchases).toHaveLength(PROMPTS.length);
			expect(outputOf(execution, 'After')).toEqual(
				purchases.map(({ taskId }) => ({ taskId, hash: HASH })),
			);
		},
	);

	it('files: in the mode combined, in which n8n could not resume it, a wait is refused unbought', async () => {
		const run = await stage().run(
			sequence(...start(), veo({ completion: 'callback' })),
			[{ prompt: 'none' }],
			{ binaryMode: 'combined' },
		);
		const { status, error } = await run.finished();
		expect(status).toBe('error');
		expect(error?.message).toContain("'Execution Logic' is v2");
		expect(stage().simulator.requests).toEqual([]);
	});
}
