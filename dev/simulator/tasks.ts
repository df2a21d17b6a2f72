import type { Account, Accounts } from './accounts';
import type { Callbacks } from './callbacks';
import type { Chaos } from './chaos';
import type { Clock } from './clock';
import { videoUrls, type Urls } from './files';
import type { Ledger, Purchase } from './ledger';
import { failureIn, readMarks, type FailureMark, type Mark, type Marks } from './marks';
import { Refusal } from './refusal';
import type { RateLimit, Settings } from './settings';

/** How a task ends. */
export type Result =
	{ succeeded: true; urls: Urls; fallback: boolean } | { succeeded: false; failure: FailureMark };

/** A job that has passed its API's checks and is about to be bought. */
export interface Order {
	account: Account;
	product: string;
	operation: string;
	/** In the API's own form. */
	taskId: string;
	/** What finds the task again, where that is not the task id alone. */
	keys?: string[];
	/** The video that it makes larger. */
	upscale?: { of: string; to: '1080p' | '4k'; index: number };
	/** A reason to fail beside those that the marks give. */
	failure?: FailureMark;
	/** The failures that a fallback model makes good. */
	fallbackFor?: readonly FailureMark[];
	/** The text that carries the marks. */
	prompt: string;
	request: Record<string, unknown>;
	callbackUrl?: string;
	credits: number;
	/** The bodies that the API sends while the task runs, spread over its time. */
	stages?(task: Task): object[];
	/** The bodies that the API sends about a task that ended with this result. */
	callbacks(task: Task, result: Result): object[];
}

/** A job that was bought. */
export interface Task extends Order {
	marks: Marks;
	/** How it will end; look-ups tell it only once `completedAt` is set. */
	result: Result;
	/** Epoch milliseconds. */
	createdAt: number;
	/** When it really ended, in epoch milliseconds; absent while it runs. */
	endedAt?: number;
	/** The same as look-ups know it: set with `endedAt`, or later by `[lag N]`. */
	completedAt?: number;
	/** Whether the provider has given up telling the end to the callback URL. */
	undelivered: boolean;
	/** Resolves when the task ends. */
	ended: Promise<void>;
	/** Resolves when the first attempt to deliver its callback is over. */
	announced: Promise<void>;
}

const RUBBISH = '<html><body><h1>Just a moment…</h1></body></html>';

/** What the marks make of a look-up. */
const FAULTS = [
	['look-up 502', { status: 502, body: RUBBISH }],
	['look-up html', { status: 200, body: RUBBISH }],
	['look-up 429', 'tooFast'],
] as const;

/** Whether `[late url N]` still holds back the URLs of a task that has succeeded. */
export function isUrlLate({ marks, endedAt = 0 }: Task): boolean {
	return marks.has('late url') && Date.now() < endedAt + (marks.get('late url') ?? Infinity) * 1000;
}

/** Goes through the attempts that are left. */
async function finish(deliveries: AsyncGenerator<void>): Promise<void> {
	while (!(await deliveries.next()).done);
}

/** The tasks of all accounts, from purchase to the last callback. */
export class Tasks {
	/** In the order of purchase. */
	private readonly tasks: Task[] = [];
	private readonly byKey = new Map<string, Task>();
	private readonly underWay = new Set<Promise<void>>();
	/** How often each mark with a number has had its effect. */
	private readonly turns = new Map<string, number>();
	/** What a task whose time is over still waits for. */
	private gate = Promise.resolve();

	constructor(
		private readonly settings: Settings,
		private readonly accounts: Accounts,
		private readonly ledger: Ledger,
		private readonly callbacks: Callbacks,
		private readonly clock: Clock,
		private readonly chaos: Chaos,
		private readonly url: string,
	) {}

	/**
	 * Takes the credits, enters the purchase in the ledger and starts the task.
	 * @throws Refusal by mark, rate limit or balance; nothing is bought then
	 */
	buy(order: Order): Task {
		const { account, credits } = order;
		const fate = this.chaos.fateOf(order);
		const marks = readMarks(`${order.prompt} ${fate}`);
		this.refuseByMark(order, marks);
		this.accounts.admit(`buy ${account.id}`, this.settings.rateLimit);
		this.accounts.charge(account, credits);
		const purchase: Purchase = {
			provider: account.provider,
			product: order.product,
			operation: order.operation,
			taskId: order.taskId,
			at: new Date().toISOString(),
			prompt: order.prompt,
			request: order.request,
			credits,
			refunded: false,
			...(order.callbackUrl !== undefined && { callbackUrl: order.callbackUrl }),
			...(fate !== '' && { fate }),
		};
		this.ledger.purchases.push(purchase);
		return this.start(order, marks, purchase);
	}

	find(account: Account, key: string): Task | undefined {
		return this.byKey.get(`${account.id}/${key}`);
	}

	/** All tasks of an account, oldest first. */
	of(account: Account): Task[] {
		return this.tasks.filter((task) => task.account.id === account.id);
	}

	/**
	 * A look-up: counted, limited, and disturbed by the marks.
	 * @returns undefined when the account has no such task, or the provider does not know it yet
	 * @throws Refusal when the limit is exceeded or the answer is lost
	 */
	lookUp(
		account: Account,
		key: string,
		limit: RateLimit = this.settings.lookUpLimit,
	): Task | undefined {
		const task = this.find(account, key);
		const count = this.ledger.countLookUp(task?.taskId ?? key);
		this.accounts.admit(`look up ${account.id}/${key}`, limit);
		if (task === undefined) return undefined;
		const { marks, createdAt } = task;
		if (Date.now() < createdAt + (marks.get('unknown') ?? 0) * 1000) return undefined;
		this.disturb(task, key);
		if (marks.has('flaky') && count % 2 === 1) {
			const disturbances = [
				{ status: 200, body: RUBBISH },
				{ status: 502, body: RUBBISH },
				'maintenance',
			] as const;
			throw new Refusal(disturbances[((count - 1) / 2) % disturbances.length]);
		}
		return task;
	}

	private disturb({ account, marks, endedAt }: Task, key: string): void {
		for (const [mark, why] of FAULTS) {
			// Those that a callback causes come after the end; it is for them that N is counted.
			const isDue = endedAt !== undefined || marks.get(mark) === undefined;
			if (isDue && this.takeTurn(marks, mark, `${account.id} ${key}`)) throw new Refusal(why);
		}
	}

	/** Whether a mark has an effect: `[name N]` has it N times, `[name]` always. */
	private takeTurn(marks: Marks, mark: Mark, whose: string): boolean {
		const name = `${whose} ${mark}`;
		const before = this.turns.get(name) ?? 0;
		if (!marks.has(mark) || before >= (marks.get(mark) ?? Infinity)) return false;
		this.turns.set(name, before + 1);
		return true;
	}

	/** Resolves when every task that will end has ended and its callbacks are delivered. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Lets no task end before the function that is returned is called. */
	hold(): () => void {
		let release: () => void = () => undefined;
		this.gate = new Promise((resolve) => {
			release = resolve;
		});
		return release;
	}

	clear(): void {
		this.gate = Promise.resolve();
		this.tasks.length = 0;
		this.byKey.clear();
		this.underWay.clear();
		this.turns.clear();
	}

	private refuseByMark({ account, prompt }: Order, marks: Marks): void {
		for (const [mark, reason] of [
			['submit 429', 'tooFast'],
			['submit 455', 'maintenance'],
			['submit no credits', 'noCredits'],
		] as const) {
			if (this.takeTurn(marks, mark, `${account.id} ${prompt}`)) throw new Refusal(reason);
		}
		const code = marks.get('submit refused');
		if (code !== undefined) throw new Refusal(code);
	}

	private start(order: Order, marks: Marks, purchase: Purchase): Task {
		const task: Task = {
			...order,
			marks,
			result: this.resultOf(order, marks),
			undelivered: false,
			createdAt: Date.now(),
			ended: Promise.resolve(),
			announced: Promise.resolve(),
		};
		this.tasks.push(task);
		for (const key of task.keys ?? [task.taskId]) this.byKey.set(`${task.account.id}/${key}`, task);
		if (marks.has('callback forged early')) this.track(this.callbacks.forge(task));
		const told = this.tellStages(task);
		task.ended = this.run(task, purchase);
		const deliveries = this.callbacks.deliver(task);
		task.announced = Promise.all([task.ended, told]).then(
			async () => void (await deliveries.next()),
		);
		if (!marks.has('never')) {
			this.track(
				task.announced.then(async () => {
					await finish(deliveries);
				}),
			);
		}
		return task;
	}

	private resultOf(order: Order, marks: Marks): Result {
		const { failure: own, fallbackFor = [], upscale, account, prompt } = order;
		const failsNow = this.takeTurn(marks, 'fails', `${account.id} ${prompt}`);
		const failure = own ?? failureIn(marks) ?? (failsNow ? '501' : undefined);
		const isMadeGood = failure !== undefined && fallbackFor.includes(failure);
		if (failure !== undefined && !isMadeGood) return { succeeded: false, failure };
		const kind = upscale && `${upscale.to}-${upscale.index}-`;
		const urls = videoUrls(this.url, marks, kind);
		return { succeeded: true, urls, fallback: isMadeGood || marks.has('fallback') };
	}

	/** Resolves when each stage was told once; repetitions go on beside. */
	private async tellStages(task: Task): Promise<void> {
		const bodies = task.stages?.(task) ?? [];
		if (bodies.length === 0) return;
		const seconds = task.marks.get('slow');
		const whole = seconds === undefined ? this.settings.taskMs : seconds * 1000;
		const pause = task.marks.has('fast') ? 0 : whole / (bodies.length + 1);
		for (const body of bodies) {
			await this.clock.wait(pause);
			const deliveries = this.callbacks.tell(task, body);
			await deliveries.next();
			this.track(finish(deliveries));
		}
	}

	private async run(task: Task, purchase: Purchase): Promise<void> {
		const { marks, account, credits } = task;
		if (marks.has('never')) return await new Promise(() => undefined);
		const seconds = marks.get('slow');
		if (!marks.has('fast'))
			await this.clock.wait(seconds === undefined ? this.settings.taskMs : seconds * 1000);
		await this.gate;
		const endedAt = Date.now();
		task.endedAt = endedAt;
		const lag = marks.get('lag');
		if (!marks.has('lag')) task.completedAt = endedAt;
		else if (lag !== undefined) this.track(this.record(task, endedAt, lag));
		const { result } = task;
		// Kie states that a failed task is not charged; the other two state nothing but by code 531.
		if (!result.succeeded && (account.provider === 'kie' || result.failure === 'refunded')) {
			this.accounts.refund(account, credits);
			purchase.refunded = true;
		}
	}

	private async record(task: Task, endedAt: number, lag: number): Promise<void> {
		await this.clock.wait(((task.marks.get('callback late') ?? 0) + lag) * 1000);
		task.completedAt = endedAt;
	}

	private track(work: Promise<void>): void {
		const tracked = work.finally(() => this.underWay.delete(tracked));
		this.underWay.add(tracked);
	}
}
