import { writeFile } from 'node:fs/promises';

import { SEEDED_SONG, startSimulator } from '../simulator/server';
import { priceOf } from './jobs';
import type { Options } from './options';
import { compare, tableOf, type Phases } from './report';
import { Session } from './session';

/** Exit codes. */
export const SAME = 0;
export const DIFFERENT = 1;
export const NOT_RUN = 2;

/** Long enough for the simulator to show every form of a running task. */
const SIMULATED_TASK_MS = 3000;

const SIMULATED_SONG = { taskId: SEEDED_SONG.taskId, audioId: SEEDED_SONG.audioIds[0] };

export interface Surroundings {
	say: (text: string) => void;
	/** Asks a person; absent where nobody is there. */
	ask?: (question: string) => Promise<string>;
	/** Masks secrets in a text. */
	mask: (text: string) => string;
}

/** One comparison of a provider with its simulator. */
export class LiveCheck {
	private taskId?: string;
	private session?: Session;

	constructor(
		private readonly options: Options,
		private readonly key: string,
		private readonly surroundings: Surroundings,
	) {}

	/** @returns the exit code */
	async run(): Promise<number> {
		const { provider, song, free, yesBuy, resume, save, baseUrl, pollInterval } = this.options;
		const { say, ask, mask } = this.surroundings;
		const buys = !free && !resume;
		if (buys) say(`${priceOf({ provider, song })}\nCheck the price on the provider’s website.`);
		if (buys && !yesBuy && !ask) {
			say('Nobody is there to be asked, so nothing was bought. Add --free, or --yes-buy.');
			return NOT_RUN;
		}
		await this.save(new Map());
		const { key } = this;
		this.session = await Session.start({ provider, song, key, baseUrl, pollInterval, mask });
		const { session } = this;
		try {
			const { status, message } = await session.testKey();
			if (status !== 'OK') {
				say([...session.troubles, `${message}. Nothing was bought.`].join('\n'));
				this.sayAnswers('key test');
				return NOT_RUN;
			}
			const credits = await session.runFree();
			if (credits !== undefined) say(`Credits left: ${String(credits)}`);
			if (resume) this.taskId = resume;
			else if (buys && (await this.agrees())) await this.buy(session);
			if (this.taskId !== undefined) await session.follow(this.taskId);
		} finally {
			await session.stop();
		}
		await this.save(session.phases);
		if (save)
			say(`The answers are in ${save}. They may name your account: look before you share them.`);
		return this.conclude(session, await this.simulate(session.phases));
	}

	/** What to do about what was bought, when the user stops this. */
	interrupted(): string {
		if (this.taskId !== undefined) return this.howToFetch(this.taskId);
		return this.session?.purchases
			? 'A purchase was sent, and its task ID has not come. Look into the provider’s log before you buy again.'
			: 'Nothing was bought.';
	}

	private async agrees(): Promise<boolean> {
		const { say, ask } = this.surroundings;
		if (this.options.yesBuy) return true;
		if ((await ask?.('Type buy to buy it: ')) === 'buy') return true;
		say('Nothing was bought.');
		return false;
	}

	private async buy(session: Session): Promise<void> {
		const { say } = this.surroundings;
		this.taskId = await session.buy();
		if (this.taskId !== undefined) {
			say(`Bought. The task ID is ${this.taskId}. ${this.howToFetch(this.taskId)}`);
			return;
		}
		say('No task ID could be read. Look into the provider’s log before you buy again.');
		this.sayAnswers('submit');
	}

	/** For whoever has to find out what the nodes could not read. */
	private sayAnswers(phase: string): void {
		for (const { status, answer } of this.session?.phases.get(phase) ?? []) {
			this.surroundings.say(`The answer was HTTP ${status}: ${JSON.stringify(answer)}`);
		}
	}

	private howToFetch(taskId: string): string {
		const { provider, song } = this.options;
		const of = song ? ` --task-id ${song.taskId} --audio-id ${song.audioId}` : '';
		const node = song || provider === 'sunoApi' ? 'Music Video' : 'Veo';
		return `To fetch it: npm run live -- --provider ${provider}${of} --resume ${taskId}, or in n8n the node ${node} with Task → Wait.`;
	}

	/** Also done before anything is sent, so that a file that cannot be written is known then. */
	private async save(phases: Phases): Promise<void> {
		const { save } = this.options;
		if (save === undefined) return;
		await writeFile(save, `${JSON.stringify(Object.fromEntries(phases), undefined, '\t')}\n`);
	}

	/** The same with the simulator, as far as the provider was asked. */
	private async simulate(asked: Phases): Promise<Phases> {
		const { provider, song } = this.options;
		const needsSong = song ?? (provider === 'sunoApi' && this.taskId !== undefined);
		const simulator = await startSimulator({ taskMs: SIMULATED_TASK_MS });
		const session = await Session.start({
			provider,
			...(needsSong && { song: SIMULATED_SONG }),
			key: simulator.settings.apiKeys[provider][0],
			baseUrl: `${simulator.url}/${provider}`,
			pollInterval: 1,
			mask: (text) => text,
		});
		try {
			await session.testKey();
			await session.runFree();
			const taskId = (this.taskId ?? asked.has('submit')) ? await session.buy() : undefined;
			if (taskId !== undefined) await session.follow(taskId);
			return session.phases;
		} finally {
			await session.stop();
			await simulator.close();
		}
	}

	private conclude({ phases, troubles }: Session, simulated: Phases): number {
		const { say } = this.surroundings;
		const { rows, notes } = compare(simulated, phases);
		if (rows.length > 0) say(tableOf(rows));
		for (const note of notes) say(`Not compared: ${note}`);
		for (const trouble of troubles) say(`Not as meant: ${trouble}`);
		say(`Differences: ${rows.length}`);
		if (rows.length > 0) return DIFFERENT;
		return troubles.length > 0 ? NOT_RUN : SAME;
	}
}
