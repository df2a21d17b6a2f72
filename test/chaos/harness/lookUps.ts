import { outputOf } from '../../../dev/n8n/execution';
import type { Task } from '../../../lib/task';
import type { Stage } from '../../e2e/harness/stage';
import { FAILING, type Unfinished } from './audit';
import { useCredential } from './credentials';

const LIMIT_MS = 120_000;

/**
 * Looks up what has not ended in the workflows, once the providers behave again.
 * @returns the tasks that are not what they were bought to be
 */
export async function lookUpRest(stage: Stage, rest: Unfinished[]): Promise<string[]> {
	stage.simulator.configure({ chaos: undefined });
	const byApi = new Map<string, Unfinished[]>();
	for (const one of rest) {
		const [api] = one.run.cell.name.split('/');
		byApi.set(api, [...(byApi.get(api) ?? []), one]);
	}
	const lost: string[] = [];
	for (const [api, some] of byApi) {
		const [{ run }] = some;
		await useCredential(stage, run.cell.door);
		const items = some.map(({ taskId }) => ({ prompt: taskId, taskId }));
		const execution = await (await stage.run(run.cell.lookUps(), items)).finished(LIMIT_MS);
		const found = new Map(
			outputOf(execution, 'After').map(({ from, record }) => [from, String(record)]),
		);
		for (const { taskId, fate } of some) {
			const { status } = JSON.parse(found.get(taskId) ?? '{}') as Partial<Task>;
			// The classic API has no word for a 1080p version that has failed, and a URL may come late.
			const isOpen = api === 'kie1080p' || fate.includes('[no url]');
			const expected = FAILING.test(fate) ? ['failed', isOpen && 'processing'] : ['succeeded'];
			if (!expected.includes(status ?? ''))
				lost.push(`${api} ${taskId} ${fate}: ${found.get(taskId) ?? 'no result'}`);
		}
	}
	return lost;
}
