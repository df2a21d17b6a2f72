import { EventEmitter } from 'node:events';

import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type * as SeenModule from '../../../nodes/VeoTrigger/deduplicate';
import { taskError } from '../../../lib/error';
import type { KnownTask } from '../../../lib/task';
import { VirtualClock } from '../lifecycle/virtualClock';

/** A process of n8n: the module's memory begins anew, the database stays. */
function newProcess(): typeof SeenModule {
	let module: typeof SeenModule | undefined;
	jest.isolateModules(() => {
		module = jest.requireActual<typeof SeenModule>('../../../nodes/VeoTrigger/deduplicate');
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
		hangUp() {
			response.emit('close');
		},
		answered(statusCode: number) {
			response.statusCode = statusCode;
		},
	};
}

const outcome = (number: number) => String(number).padStart(8, '0');

/** An outcome whose run n8n has stored. */
function start(seen: SeenModule.Seen, number: number): void {
	seen.begin(outcome(number)).stored();
}

const stages = (seen: SeenModule.Seen, ...numbers: number[]) =>
	numbers.map((number) => seen.stageOf(outcome(number)));

it('remembers across a restart of n8n', () => {
	const stored: IDataObject = {};
	start(newProcess().seenBy(request(stored).context), 1);
	const seen = newProcess().seenBy(request(structuredClone(stored)).context);
	expect(stages(seen, 1, 2)).toEqual(['started', 'new']);
});

it('writes nothing before n8n has stored the run, and again whenever n8n reads the answer', () => {
	let stored: IDataObject = {};
	const begun = newProcess().seenBy(request(stored).context).begin(outcome(1));
	expect(stored).toEqual({});
	begun.stored();
	expect(stored.seen).toBe(outcome(1));
	// n8n may take for unchanged what was changed before it stored the run.
	let writes = 0;
	stored = {};
	const watched = new Proxy(stored, {
		set: (target, name, value) => {
			writes++;
			return Reflect.set(target, name, value);
		},
	});
	const again = newProcess().seenBy(request(watched).context).begin(outcome(1));
	again.stored();
	again.stored();
	expect(writes).toBe(2);
});

it('writes again what a concurrent request has overwritten', () => {
	const { seenBy } = newProcess();
	const copies: IDataObject[] = [{}, {}];
	copies.forEach((copy, index) => start(seenBy(request(copy).context), index));
	// The first copy is saved last and wins.
	const third = structuredClone(copies[0]);
	start(seenBy(request(third).context), 2);
	expect(stages(newProcess().seenBy(request(third).context), 0, 1, 2)).toEqual([
		'started',
		'started',
		'started',
	]);
});

it('learns what another process has stored in the meantime, whichever began first', () => {
	const here = newProcess();
	const stored: IDataObject = {};
	const [early, late] = [1, 2].map((number) =>
		here.seenBy(request(stored).context).begin(outcome(number)),
	);
	late.stored();
	const there = newProcess();
	expect(stages(there.seenBy(request(stored).context), 1, 2)).toEqual(['new', 'started']);
	early.stored();
	expect(stages(there.seenBy(request(stored).context), 1, 2)).toEqual(['started', 'started']);
});

describe('a run that is being started', () => {
	it('counts once it is stored, even if nobody hears the answer', () => {
		const { seenBy } = newProcess();
		const call = request({});
		const begun = seenBy(call.context).begin(outcome(1));
		const repeat = seenBy(request({}).context);
		expect(stages(repeat, 1)).toEqual(['starting']);
		call.hangUp();
		expect(stages(repeat, 1)).toEqual(['starting']);
		begun.stored();
		expect(stages(repeat, 1)).toEqual(['started']);
	});

	it.each([true, false])('is forgotten where n8n cannot store it; hung up: %p', (isHungUp) => {
		const { seenBy } = newProcess();
		const stored: IDataObject = {};
		const call = request({});
		seenBy(call.context).begin(outcome(1));
		start(seenBy(request(stored).context), 2);
		if (isHungUp) call.hangUp();
		call.answered(500);
		expect(stages(seenBy(request(stored).context), 1, 2)).toEqual(['new', 'started']);
		start(seenBy(request(stored).context), 1);
		expect(stages(newProcess().seenBy(request(stored).context), 1, 2)).toEqual([
			'started',
			'started',
		]);
	});

	it('is waited for, but not for ever', async () => {
		const { seenBy } = newProcess();
		const begun = seenBy(request({}).context).begin(outcome(1));
		const repeat = seenBy(request({}).context);
		const clock = new VirtualClock();
		await repeat.whileStarting(outcome(1), 1000, clock);
		expect(clock.now()).toBe(1000);
		const other = new VirtualClock((time) => {
			if (time === 500) begun.stored();
		});
		await repeat.whileStarting(outcome(1), 1000, other);
		expect(other.now()).toBe(500);
	});
});

it('forgets the oldest beyond the last 10,000, here and in the database', () => {
	const { seenBy, REMEMBERED } = newProcess();
	expect(REMEMBERED).toBe(10_000);
	const many = Array.from({ length: REMEMBERED }, (_, index) => outcome(index));
	const stored: IDataObject = { seen: many.join(' ') };
	const seen = seenBy(request(stored).context);
	expect(stages(seen, 0)).toEqual(['started']);
	start(seen, REMEMBERED);
	for (const memory of [seen, newProcess().seenBy(request(stored).context)]) {
		expect(stages(memory, 0, 1, REMEMBERED)).toEqual(['new', 'started', 'started']);
	}
	expect(String(stored.seen).length).toBeLessThan(100_000);
});

it('keeps the triggers of a workflow apart', () => {
	const { seenBy } = newProcess();
	start(seenBy(request({}).context), 1);
	expect(stages(seenBy(request({}, 'another node').context), 1)).toEqual(['new']);
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
		['another code', { error: { ...taskError('service', { code: 501 }) } }, false],
		['another file', { videos: [{ url: 'https://a.example/4k.mp4' }] }, false],
	])('%s: a repeat is %p', (_, change, isRepeat) => {
		expect(outcomeOf(task(change)) === outcomeOf(task({}))).toBe(isRepeat);
	});
});
