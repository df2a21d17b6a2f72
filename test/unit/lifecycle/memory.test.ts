import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { hashOf, purchaseMemory, type Purchase } from '../../../lib/lifecycle/memory';
import { taskError } from '../../../lib/error';

const veo = { provider: 'kie', product: 'veo' } as const;
const bought = (taskId: string): Purchase => ({
	kind: 'accepted',
	task: { ...veo, taskId, status: 'submitted' },
	ref: { taskId },
});

/** One run of a node in an execution; `kept` is what n8n keeps for the execution. */
function contextOf(
	kept: object,
	{ executionId = '7', run = 0, name = 'Veo', type = 'n8n-nodes-veo.veo' } = {},
) {
	const log: string[] = [];
	const context = {
		getContext: () => kept,
		getExecutionId: () => executionId,
		getWorkflowDataProxy: () => ({ $runIndex: run }),
		getWorkflow: () => ({ id: 'wf1', name: 'Videos', active: true }),
		getNode: () => ({ name, type }),
		isToolExecution: () => false,
		logger: {
			info: (line: string) => log.push(`info ${line}`),
			warn: (line: string) => log.push(`warn ${line}`),
		},
	} as unknown as IExecuteFunctions;
	return { memory: purchaseMemory(context), log };
}

const dog = { itemIndex: 0, hash: 'dog', given: 'a dog' };
const cat = { itemIndex: 0, hash: 'cat', given: 'a cat' };

describe('purchaseMemory', () => {
	it('knows an order again by its place in the same execution, whatever it asks for', () => {
		const kept = {};
		contextOf(kept).memory.record(dog, veo, bought('a'));
		const { memory } = contextOf(kept);
		expect(memory.get(dog)).toEqual(bought('a'));
		expect(memory.get(cat)).toEqual(bought('a'));
		expect(memory.get({ ...dog, itemIndex: 1 })).toBeUndefined();
		expect(memory.ofItem(0)).toEqual(bought('a'));
	});

	it('takes a corrected order in a retried execution for another one', () => {
		const kept = {};
		contextOf(kept).memory.record(dog, veo, bought('a'));
		const { memory } = contextOf(structuredClone(kept), { executionId: '8' });
		expect(memory.get(dog)).toEqual(bought('a'));
		expect(memory.get(cat)).toBeUndefined();
	});

	it('takes an order that came to another job by itself for the same one', () => {
		const kept = {};
		contextOf(kept).memory.record(dog, veo, bought('a'));
		const { memory } = contextOf(structuredClone(kept), { executionId: '8' });
		expect(memory.get({ ...dog, hash: 'a dog one minute later' })).toEqual(bought('a'));
	});

	it('knows what the retried execution has bought from what its retry buys', () => {
		const kept = {};
		contextOf(kept).memory.record(dog, veo, bought('a'));
		const { memory } = contextOf(structuredClone(kept), { executionId: '8' });
		memory.record({ ...cat, itemIndex: 1 }, veo, bought('b'));
		expect(memory.isInherited(dog)).toBe(true);
		expect(memory.isInherited(cat)).toBe(false);
		expect(memory.isInherited({ ...cat, itemIndex: 1 })).toBe(false);
	});

	it('keeps the rounds of a loop apart, and only the last', () => {
		const kept = {};
		contextOf(kept).memory.record(dog, veo, bought('a'));
		const next = contextOf(kept, { run: 1 }).memory;
		expect(next.get(dog)).toBeUndefined();
		next.record(dog, veo, bought('b'));
		expect(next.get(dog)).toEqual(bought('b'));
		expect(JSON.stringify(kept)).not.toContain('"a"');
	});

	it('knows the call of a tool again in any run, and forgets none', () => {
		const kept = {};
		const tool = (run: number) => contextOf(kept, { run, type: 'n8n-nodes-veo.veoTool' }).memory;
		tool(0).record(dog, veo, bought('a'));
		tool(1).record(cat, veo, bought('b'));
		tool(1).clear();
		expect(tool(2).get(dog)).toEqual(bought('a'));
		expect(tool(2).get(cat)).toEqual(bought('b'));
		expect(tool(2).ofItem(0)).toEqual(bought('b'));
	});

	it('is empty when it is cleared', () => {
		const kept = {};
		const { memory } = contextOf(kept);
		memory.record(dog, veo, bought('a'));
		memory.clear();
		expect(kept).toEqual({});
		expect(memory.get(dog)).toBeUndefined();
	});

	it('costs no more for the last of many items than for the first', () => {
		const { memory } = contextOf({});
		const started = performance.now();
		for (let itemIndex = 0; itemIndex < 20_000; itemIndex++) {
			memory.record({ ...dog, itemIndex }, veo, bought(`task ${itemIndex}`));
		}
		expect(performance.now() - started).toBeLessThan(5000);
	});
});

describe('the log', () => {
	it('names task, workflow, execution, node and item of a purchase', () => {
		const { memory, log } = contextOf({}, { name: 'My\nVeo' });
		memory.record({ ...dog, itemIndex: 2 }, veo, bought('0819326c'));
		expect(log).toEqual([
			'info Purchase accepted: provider=kie product=veo taskId="0819326c" workflowId=wf1 executionId=7 node="My\\nVeo" item=2',
		]);
	});

	it('warns of a submit whose outcome is not known', () => {
		const { memory, log } = contextOf({});
		const error = taskError('service', { reason: 'submitUnknown', message: 'the words' });
		memory.record(dog, veo, { kind: 'unknown', error });
		expect(log).toEqual([
			'warn Purchase unclear: provider=kie product=veo workflowId=wf1 executionId=7 node="Veo" item=0',
		]);
	});
});

describe('hashOf', () => {
	const none: INodeExecutionData = { json: {} };
	const file = (data: string, id?: string): INodeExecutionData => ({
		json: {},
		binary: { data: { data, mimeType: 'image/png', ...(id && { id }) } },
	});
	const job = { operation: 'text2video', prompt: 'a dog', imageUrls: ['https://a', 'https://b'] };

	it.each([
		['another prompt', { ...job, prompt: 'a cat' }, veo, none],
		['another order of the images', { ...job, imageUrls: ['https://b', 'https://a'] }, veo, none],
		['an option more', { ...job, seeds: 10_000 }, veo, none],
		['another provider', job, { ...veo, provider: 'aceData' as const }, none],
		['a file', job, veo, file('aGVsbG8=')],
		['a file in the JSON', job, veo, { json: { _files: file('', 'filesystem:1').binary } }],
	])('%s is another order', (_, other, what, item) => {
		expect(hashOf(other, what, item)).not.toBe(hashOf(job, veo, none));
	});

	it('another file is another order, wherever n8n keeps it', () => {
		const files = [
			file('aGVsbG8='),
			file('d29ybGQ='),
			file('filesystem-v2', 'id 1'),
			file('filesystem-v2', 'id 2'),
		];
		expect(new Set(files.map((item) => hashOf(job, veo, item))).size).toBe(4);
	});

	it.each([
		['the callback URL', { ...job, callbackUrl: 'https://n8n.example.com/webhook-waiting/7' }],
		['the order in which the fields were read', Object.fromEntries(Object.entries(job).reverse())],
	])('%s makes no difference', (_, same) => {
		expect(hashOf(same, veo, none)).toBe(hashOf(job, veo, none));
	});
});
