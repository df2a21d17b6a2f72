import type { INodeCredentialTestResult, INodeProperties } from 'n8n-workflow';

import { Engine } from '../../test/engine/harness/engine';
import type { Run } from '../../test/engine/harness/run';
import { sequence, start } from '../../test/engine/harness/workflows';
import {
	ACCESS,
	freeSteps,
	submitStep,
	waitStep,
	type Provider,
	type Step,
	type Subject,
} from './jobs';
import { Recorder, type Exchange } from './recorder';

export interface SessionOptions extends Subject {
	key: string;
	/** Instead of the provider's own addresses. */
	baseUrl?: string;
	/** Seconds. */
	pollInterval: number;
	mask: (text: string) => string;
}

/** A key that no provider has given out. */
const NO_KEY = 'no-such-key-n8n-nodes-veo';

/** The built nodes, talking to one provider or to its simulator through the recorder. */
export class Session {
	/** What was said in each phase. */
	readonly phases = new Map<string, Exchange[]>();
	/** What went otherwise than meant, one sentence each. */
	readonly troubles: string[] = [];

	private constructor(
		private readonly options: SessionOptions,
		private readonly recorder: Recorder,
		private readonly engine: Engine,
		private readonly engineWithBadKey: Engine,
	) {}

	static async start(options: SessionOptions): Promise<Session> {
		const { provider, baseUrl, key, mask } = options;
		const { name } = ACCESS[provider].credential;
		const own = urlFieldsOf(provider).map((field) => [field.name, baseUrl ?? field.default]);
		const recorder = await Recorder.listen(Object.fromEntries(own), mask);
		const engineWith = async (someKey: string) =>
			await Engine.start({ credentials: { [name]: dataOf(provider, recorder, someKey) } });
		return new Session(options, recorder, await engineWith(key), await engineWith(NO_KEY));
	}

	/** Whether the provider takes the key: the credential's own test, which is free. */
	async testKey(): Promise<INodeCredentialTestResult> {
		const { provider, key } = this.options;
		const { name } = ACCESS[provider].credential;
		const result = await this.engine.testCredential(name, dataOf(provider, this.recorder, key));
		this.keep('key test', this.recorder.take());
		return result;
	}

	/** @returns the balance, where the provider tells it */
	async runFree(): Promise<unknown> {
		let credits: unknown;
		for (const step of freeSteps(this.options)) {
			const run = await this.run(step);
			this.keep(step.phase, this.recorder.take());
			if (step.phase === 'credits') credits = run.json('Node')[0]?.credits;
		}
		return credits;
	}

	/** Buys the one job. @returns its task ID, where the node could read it */
	async buy(): Promise<string | undefined> {
		this.recorder.purchaseAllowed = true;
		const run = await this.run(submitStep(this.options));
		this.recorder.purchaseAllowed = false;
		this.keep('submit', this.recorder.take());
		const taskId = run.json('Node')[0]?.taskId;
		return taskId === undefined ? undefined : String(taskId);
	}

	/** Waits for the task; only the last look-up of one that has succeeded shows a finished task. */
	async follow(taskId: string): Promise<void> {
		const { options, recorder } = this;
		const run = await this.run(waitStep(options, taskId, options.pollInterval));
		const lookUps = recorder.take();
		this.keep(run.error ? 'last look-up' : 'finished', lookUps.splice(-1));
		this.keep('processing', lookUps);
	}

	get purchases(): number {
		return this.recorder.purchases;
	}

	async stop(): Promise<void> {
		await this.engine.stop();
		await this.engineWithBadKey.stop();
		await this.recorder.close();
	}

	private async run({ phase, node, badKey, fails, file }: Step): Promise<Run> {
		const engine = badKey ? this.engineWithBadKey : this.engine;
		const data = file && { data: file.toString('base64'), mimeType: 'image/png' };
		const input = [{ json: {}, ...(data && { binary: { data } }) }];
		const run = await engine.run(sequence(start(), node), { input });
		if (run.error && !fails) {
			const { message, description } = run.error;
			this.troubles.push(`${phase}: ${[message, description].filter(Boolean).join(' ')}`);
		}
		return run;
	}

	private keep(phase: string, exchanges: Exchange[]): void {
		const answered = exchanges.filter(({ status }) => status !== undefined);
		for (const { method, path, answer } of exchanges.filter((one) => !answered.includes(one))) {
			this.troubles.push(`${phase}: no answer to ${method} ${path}: ${String(answer)}`);
		}
		if (answered.length > 0) this.phases.set(phase, answered);
	}
}

function urlFieldsOf(provider: Provider): INodeProperties[] {
	return ACCESS[provider].credential.properties.filter(({ name }) => /baseUrl$/i.test(name));
}

/** The credential: the key, and the recorder in the place of the provider's hosts. */
function dataOf(provider: Provider, recorder: Recorder, key: string): Record<string, string> {
	const urls = urlFieldsOf(provider).map(({ name }) => [name, recorder.urlOf(name)]);
	return { ...Object.fromEntries(urls), [ACCESS[provider].keyField]: key };
}
