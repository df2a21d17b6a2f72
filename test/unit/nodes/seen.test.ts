import { EventEmitter } from 'node:events';

import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type * as SeenModule from '../../../nodes/VeoTrigger/seen';
import type { KnownTask } from '../../../providers/task';

/** A process of n8n: the module's memory begins anew, the database stays. */
function newProcess(): typeof SeenModule {
	let module: typeof SeenModule | undefined;
	jest.isolateModules(() => {
		module = jest.requireActual<typeof SeenModule>('../../../nodes/VeoTrigger/seen');
	});
	if (!module) throw new Error('the module was not loaded');
	return module;
}

/** What n8n gives the node with one request; `stored` is that request's copy of the static data. */
function request(stored: IDataObject, node = 'node') {
	const response = Object.assign(new EventEmitter(), { statusCode: 200 });
	const context: Partial<IWebhookFunctions> = {
		getWorkflow: () => ({ id: 'workflow', name: '', active: true }),
		getNode: () => ({
			id: node,
			name: 'Veo Trigger',
			type: '',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		getWorkflowStaticData: () => stored,
		getResponseObject: () =>
			response as unknown as ReturnType<IWebhookFunctions['getResponseObject']>,
	};
	return {
		context: context as IWebhookFunctions,
		answered(statusCode: number) {
			response.statusCode = statusCode;
			response.emit('close');
		},
	};
}

const outcome = (number: number) => String(number).padStart(8, '0');

it('remembers across a restart of n8n', () => {
	const stored: IDataObject = {};
	newProcess().seenBy(request(stored).context).add(outcome(1));
	const seen = newProcess().seenBy(request(structuredClone(stored)).context);
	expect([1, 2].map((number) => seen.has(outcome(number)))).toEqual([true, false]);
});

it('writes again what a concurrent request has overwritten', () => {
	const { seenBy } = newProcess();
	const copies: IDataObject[] = [{}, {}];
	copies.forEach((copy, index) => seenBy(request(copy).context).add(outcome(index)));
	// The first copy is saved last and wins.
	const third = structuredClone(copies[0]);
	seenBy(request(third).context).add(outcome(2));
	const seen = newProcess().seenBy(request(third).context);
	expect([0, 1, 2].map((number) => seen.has(outcome(number)))).toEqual([true, true, true]);
});

it('learns what another process has stored in the meantime', () => {
	const here = newProcess();
	const stored: IDataObject = {};
	here.seenBy(request(stored).context).add(outcome(1));
	newProcess().seenBy(request(stored).context).add(outcome(2));
	expect(here.seenBy(request(stored).context).has(outcome(2))).toBe(true);
});

it('lets the next attempt through where n8n could not start the workflow', () => {
	const { seenBy } = newProcess();
	const stored: IDataObject = {};
	const failing = request({});
	seenBy(failing.context).add(outcome(1));
	// Another callback stores both before the first one has failed.
	seenBy(request(stored).context).add(outcome(2));
	failing.answered(500);
	const retry = seenBy(request(stored).context);
	expect([1, 2].map((number) => retry.has(outcome(number)))).toEqual([false, true]);
	const attempt = request(stored);
	seenBy(attempt.context).add(outcome(1));
	attempt.answered(200);
	expect(seenBy(request(stored).context).has(outcome(1))).toBe(true);
});

it('forgets the oldest beyond the last 10,000, here and in the database', () => {
	const { seenBy, REMEMBERED } = newProcess();
	expect(REMEMBERED).toBe(10_000);
	const many = Array.from({ length: REMEMBERED }, (_, index) => outcome(index));
	const stored: IDataObject = { seen: many.join(' ') };
	const seen = seenBy(request(stored).context);
	expect(seen.has(outcome(0))).toBe(true);
	seen.add(outcome(REMEMBERED));
	for (const memory of [seen, newProcess().seenBy(request(stored).context)]) {
		expect([0, 1, REMEMBERED].map((number) => memory.has(outcome(number)))).toEqual([
			false,
			true,
			true,
		]);
	}
	expect(String(stored.seen).length).toBeLessThan(100_000);
});

it('keeps the triggers of a workflow apart', () => {
	const { seenBy } = newProcess();
	seenBy(request({}).context).add(outcome(1));
	expect(seenBy(request({}, 'another node').context).has(outcome(1))).toBe(false);
});

describe('outcomeOf', () => {
	const { outcomeOf } = newProcess();
	const task = (more: Partial<KnownTask>): KnownTask => ({
		provider: 'kie',
		product: 'veo',
		taskId: 'a',
		status: 'succeeded',
		videos: [{ url: 'https://a.example/v.mp4' }],
		...more,
	});

	it.each<[string, Partial<KnownTask>, boolean]>([
		['the same again', {}, true],
		[
			'the same file with another signature',
			{ videos: [{ url: 'https://a.example/v.mp4?s=1' }] },
			true,
		],
		['another raw body', { raw: 1 }, true],
		['another task', { taskId: 'b' }, false],
		['another end', { status: 'failed', videos: undefined }, false],
		['another file', { videos: [{ url: 'https://a.example/4k.mp4' }] }, false],
	])('%s: a repeat is %p', (_, change, isRepeat) => {
		expect(outcomeOf(task(change)) === outcomeOf(task({}))).toBe(isRepeat);
	});
});
