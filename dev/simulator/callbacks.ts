import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';

import axios from 'axios';
import pLimit from 'p-limit';

import type { Clock } from './clock';
import type { Delivery, Ledger } from './ledger';
import { isLoopback } from './loopback';
import type { Settings } from './settings';
import type { Result, Task } from './tasks';

const BROKEN_JSON = '{"code":200,"msg":"success","data":{"taskId":"';

const FORGED: Result = {
	succeeded: true,
	urls: ['https://attacker.example/not-your-video.mp4'],
	fallback: false,
};

/** Kie's signature of a callback: base64 of HMAC-SHA256 over `<task id>.<Unix seconds>`. */
export function sign(key: string, taskId: string, timestamp: string): string {
	return createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');
}

/** Sends callbacks as the providers do, and as others might. */
export class Callbacks {
	private cancellation = manyListeners();
	private turns = { atOnce: Infinity, take: pLimit(Infinity) };

	constructor(
		private readonly settings: Settings,
		private readonly ledger: Ledger,
		private readonly clock: Clock,
	) {}

	/** Delivers everything that is due for an ended task; yields after every attempt. */
	async *deliver(task: Task): AsyncGenerator<void> {
		const { callbackUrl, marks } = task;
		if (callbackUrl === undefined || marks.has('callback lost')) return;
		await this.clock.wait((marks.get('callback late') ?? 0) * 1000);
		if (marks.has('callback forged')) {
			await this.forge(task);
			yield;
		}
		if (marks.has('callback garbage')) {
			await this.post(task, callbackUrl, 'garbage', BROKEN_JSON, 1);
			yield;
		}
		for (const body of task.callbacks(task, task.result)) {
			const text = JSON.stringify(body);
			if (marks.has('callback raced')) {
				await Promise.all([1, 2].map(() => this.post(task, callbackUrl, 'genuine', text, 1)));
				yield;
				continue;
			}
			const delivered = yield* this.insist(task, callbackUrl, text);
			task.undelivered ||= !delivered;
			if (marks.has('callback doubled')) yield* this.insist(task, callbackUrl, text);
		}
	}

	/** Delivers what is said of a task that runs; yields after every attempt. */
	async *tell(task: Task, body: object): AsyncGenerator<void> {
		const { callbackUrl, marks } = task;
		if (callbackUrl === undefined || marks.has('callback lost')) return;
		const text = JSON.stringify(body);
		const delivered = yield* this.insist(task, callbackUrl, text);
		task.undelivered ||= !delivered;
		if (marks.has('callback doubled')) yield* this.insist(task, callbackUrl, text);
	}

	/** Sends one callback that the provider never wrote. */
	async forge(task: Task): Promise<void> {
		if (task.callbackUrl === undefined) return;
		const [body] = task.callbacks(task, FORGED).slice(-1);
		await this.post(task, task.callbackUrl, 'forged', JSON.stringify(body), 1);
	}

	/** Calls off every attempt that is under way. */
	clear(): void {
		this.cancellation.abort();
		this.cancellation = manyListeners();
	}

	/** @returns whether an attempt was answered with 200, the one status that the documents take */
	private async *insist(task: Task, url: string, text: string): AsyncGenerator<void, boolean> {
		// Ace Data documents no repetition.
		const retries = task.account.provider === 'aceData' ? 0 : this.settings.callback.retries;
		for (let attempt = 1; attempt <= retries + 1; attempt++) {
			if (attempt > 1) await this.clock.wait(this.settings.callback.retryDelayMs);
			const { status, undeliverable } = await this.post(task, url, 'genuine', text, attempt);
			yield;
			if (status === 200) return true;
			if (undeliverable) break;
		}
		return false;
	}

	private async post(
		task: Task,
		url: string,
		kind: Delivery['kind'],
		text: string,
		attempt: number,
	): Promise<Delivery> {
		const delivery: Delivery = {
			taskId: task.taskId,
			url,
			kind,
			attempt,
			at: new Date().toISOString(),
			answer: '',
		};
		const { provider } = task.account;
		const isForbidden = provider === 'sunoApi' && task.marks.has('callback exception');
		if (isForbidden || !isLoopback(url)) {
			delivery.undeliverable = true;
			delivery.answer = isForbidden
				? 'Not sent: the mark [callback exception].'
				: 'Not sent: the simulator calls nobody but this machine.';
			this.ledger.deliveries.push(delivery);
			return delivery;
		}
		const { signal } = this.cancellation;
		try {
			// A buffer, because axios would turn a broken JSON text into a valid JSON string.
			const response = await this.inTurn(() =>
				axios.post<string>(url, Buffer.from(text), {
					headers: { 'Content-Type': 'application/json', ...this.signature(task, kind) },
					timeout: this.settings.callback.timeoutMs,
					responseType: 'text',
					maxRedirects: 0,
					proxy: false,
					validateStatus: () => true,
					signal,
				}),
			);
			delivery.status = response.status;
			delivery.answer = response.data;
		} catch (error) {
			if (!axios.isAxiosError(error)) throw error;
			delivery.answer = error.message;
		}
		if (!signal.aborted) this.ledger.deliveries.push(delivery);
		return delivery;
	}

	/** Makes a call when few enough are under way; its time-out begins then. */
	private async inTurn<Answer>(call: () => Promise<Answer>): Promise<Answer> {
		const { atOnce } = this.settings.callback;
		if (this.turns.atOnce !== atOnce) this.turns = { atOnce, take: pLimit(atOnce) };
		return await this.turns.take(call);
	}

	private signature(task: Task, kind: Delivery['kind']): Record<string, string> {
		const { kieHmacKey } = this.settings;
		if (task.account.provider !== 'kie' || kieHmacKey === undefined) return {};
		const timestamp = String(Math.floor(Date.now() / 1000));
		const key = kind === 'genuine' ? kieHmacKey : 'a-guess';
		return {
			'X-Webhook-Timestamp': timestamp,
			'X-Webhook-Signature': sign(key, task.taskId, timestamp),
		};
	}
}

/** Hundreds of callbacks under way at once are normal here. */
function manyListeners(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}
