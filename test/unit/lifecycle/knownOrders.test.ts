import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { dropOrders, findOrder, keepOrder, saveOrders } from '../../../lib/lifecycle/knownOrders';

/** One execution, with the static data that it has loaded. */
function execution(staticData: IDataObject, workflow: string, node = 'node'): IExecuteFunctions {
	return {
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

it('the newest are kept', () => {
	const data: IDataObject = {};
	const context = execution(data, 'many');
	for (let at = 1; at <= 1002; at++) keepOrder(context, `key ${at}`, order(`task ${at}`, at));
	expect(savedIn(data)).toHaveLength(1000);
	expect(savedIn(data)).not.toContain('task 2');
	expect(savedIn(data)).toContain('task 3');
});

it('what n8n has saved of another execution comes back with the next one that ends', () => {
	const [one, other]: IDataObject[] = [{}, {}];
	const first = execution(one, 'overlap');
	keepOrder(first, 'a', order('task a', 1));
	keepOrder(execution(other, 'overlap'), 'b', order('task b', 2));
	expect(savedIn(one)).toEqual(['task a']);
	saveOrders(first);
	expect(savedIn(one).sort()).toEqual(['task a', 'task b']);
});

it('of two orders under a key the newer one counts', () => {
	const mine: IDataObject = {};
	keepOrder(execution(mine, 'newer'), 'a', order('old', 1));
	const saved: IDataObject = {};
	for (const [id] of Object.entries(mine.veoOrders as object)) {
		saved.veoOrders = { [id]: order('new', 2) } as unknown as IDataObject;
	}
	expect(findOrder(execution(saved, 'newer'), 'a')?.task.taskId).toBe('new');
});

it('nodes and workflows have orders of their own; a key is dropped at all nodes of its workflow', () => {
	const data: IDataObject = {};
	keepOrder(execution(data, 'one', 'x'), 'a', order('x', 1));
	keepOrder(execution(data, 'one', 'y'), 'a', order('y', 2));
	keepOrder(execution({}, 'two', 'x'), 'a', order('z', 3));
	expect(findOrder(execution(data, 'one', 'other'), 'a')).toBeUndefined();
	expect(dropOrders(execution(data, 'one', 'other'), 'a').sort()).toEqual(['x', 'y']);
	expect(findOrder(execution(data, 'one', 'x'), 'a')).toBeUndefined();
	expect(findOrder(execution({}, 'two', 'x'), 'a')?.task.taskId).toBe('z');
});
