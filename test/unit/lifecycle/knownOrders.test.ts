import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { dropOrders, findOrder, keepOrder, saveOrders } from '../../../lib/lifecycle/knownOrders';
import { helpersOver, type Rows } from './rows';

/** One execution, with the static data that it has loaded. */
function execution(
	staticData: IDataObject,
	workflow: string,
	{ node = 'node', mode = 'webhook', rows = {} as Rows } = {},
): IExecuteFunctions {
	return {
		getMode: () => mode,
		helpers: helpersOver(rows),
		getWorkflow: () => ({ id: workflow }),
		getNode: () => ({ id: node }),
		getWorkflowStaticData: () => staticData,
	} as unknown as IExecuteFunctions;
}

const order = (taskId: string, at: number) => ({
	task: { provider: 'kie', product: 'veo', taskId, status: 'submitted' } as const,
	ref: { taskId },
	job: {},
	at,
});

const savedIn = ({ veoOrders = {} }: IDataObject) =>
	Object.values(veoOrders as Record<string, ReturnType<typeof order>>).map(
		({ task }) => task.taskId,
	);

it('the newest are kept', async () => {
	const data: IDataObject = {};
	const context = execution(data, 'many');
	for (let at = 1; at <= 1002; at++) keepOrder(context, `key ${at}`, order(`task ${at}`, at));
	await saveOrders(context);
	expect(savedIn(data)).toHaveLength(1000);
	expect(savedIn(data)).not.toContain('task 2');
	expect(savedIn(data)).toContain('task 3');
});

it('what n8n has saved of another execution comes back with the next one that ends', async () => {
	const [one, other]: IDataObject[] = [{}, {}];
	const first = execution(one, 'overlap');
	keepOrder(first, 'a', order('task a', 1));
	await saveOrders(first);
	keepOrder(execution(other, 'overlap'), 'b', order('task b', 2));
	expect(savedIn(one)).toEqual(['task a']);
	await saveOrders(first);
	expect(savedIn(one).sort()).toEqual(['task a', 'task b']);
});

it('of two orders under a key the newer one counts', async () => {
	const mine: IDataObject = {};
	const context = execution(mine, 'newer');
	keepOrder(context, 'a', order('old', 1));
	await saveOrders(context);
	const saved: IDataObject = {};
	for (const [id] of Object.entries(mine.veoOrders as object)) {
		saved.veoOrders = { [id]: order('new', 2) } as unknown as IDataObject;
	}
	expect(findOrder(execution(saved, 'newer'), 'a')?.task.taskId).toBe('new');
});

it('nodes and workflows have orders of their own; a key is dropped at all nodes of its workflow', () => {
	const data: IDataObject = {};
	keepOrder(execution(data, 'one', { node: 'x' }), 'a', order('x', 1));
	keepOrder(execution(data, 'one', { node: 'y' }), 'a', order('y', 2));
	keepOrder(execution({}, 'two', { node: 'x' }), 'a', order('z', 3));
	expect(findOrder(execution(data, 'one', { node: 'other' }), 'a')).toBeUndefined();
	expect(dropOrders(execution(data, 'one', { node: 'other' }), 'a').sort()).toEqual(['x', 'y']);
	expect(findOrder(execution(data, 'one', { node: 'x' }), 'a')).toBeUndefined();
	expect(findOrder(execution({}, 'two', { node: 'x' }), 'a')?.task.taskId).toBe('z');
});

describe('static data that n8n has not loaded', () => {
	/** One after the other, each with the static data that it has. */
	async function buyInTurn(workflow: string, mode: string, ...all: IDataObject[]) {
		const rows = {};
		for (const [at, data] of all.entries()) {
			const context = execution(data, workflow, { mode, rows });
			keepOrder(context, `${at}`, order(`task ${at}`, at));
			await saveOrders(context);
		}
		return all.map((data) => savedIn(data).length);
	}

	it('is written twice and never again, because that replaces what other nodes have there', async () => {
		expect(await buyInTurn('worker', 'webhook', {}, {}, {}, {})).toEqual([1, 2, 0, 0]);
	});

	it('of one process is written with each purchase, even if the first one was never saved', async () => {
		const saved = {};
		expect(await buyInTurn('regular', 'webhook', {}, saved, saved, saved)).toEqual([1, 4, 4, 4]);
	});

	it('of a run by hand is not written, and is no beginning', async () => {
		expect(await buyInTurn('by hand', 'manual', {}, {}, {})).toEqual([0, 0, 0]);
	});

	it('of a workflow that n8n has no place for is not written', async () => {
		const data = {};
		const context = {
			...execution(data, 'nowhere'),
			logger: { debug: jest.fn() },
			helpers: { checkProcessedAndRecord: jest.fn().mockRejectedValue(new Error('no place')) },
		} as unknown as IExecuteFunctions;
		keepOrder(context, 'a', order('task a', 1));
		await saveOrders(context);
		expect(data).toEqual({});
	});
});
