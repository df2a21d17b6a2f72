import type { Purchase, Simulator } from '../../../dev/simulator/server';
import { ERROR_TYPES } from '../../../lib/error';
import type { Task } from '../../../lib/task';
import type { Records, Stored } from './records';
import type { StartedRun, Storm } from './storm';

/** Where somebody finds what was bought; the first that holds counts. */
const OUTCOMES = [
	'succeeded',
	'failed with type',
	'timed out with its ID',
	'its ID came out',
	'unclear, said so',
	'named in the error',
	'named in the log',
	'unclear in the log',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

const BY_ID = new Set<Outcome>([
	'timed out with its ID',
	'its ID came out',
	'named in the error',
	'named in the log',
]);

/** A task whose ID somebody has, and whose end nobody has seen. */
export interface Unfinished {
	run: StartedRun;
	taskId: string;
	fate: string;
}

export interface Audit {
	/** Number of purchases by what became of them. */
	outcomes: Record<Outcome, number>;
	bought: number;
	boughtTwice: number;
	/** Items that were refused; nothing was bought for them. */
	refused: number;
	killed: number;
	unfinished: Unfinished[];
	/** What must not be, each with all that is needed to look into it. */
	breaches: string[];
}

/** Fates after which a task cannot have succeeded, and without which it cannot have failed. */
export const FAILING = /\[(policy|501|unknown code|no url)\]/;

const NONE: Stored = { id: 'none', status: 'not stored', text: '', results: [] };

/** What a storm has sold, against what n8n says about it. */
export function audit(storm: Storm, { ledger, requests }: Simulator, records: Records): Audit {
	const { executions, triggered, log } = records;
	const breaches: string[] = [];
	const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Audit['outcomes'];
	const unfinished: Audit['unfinished'] = [];
	const purchases = ledger.purchases.slice(storm.sources);
	const byPrompt = new Map<string, Purchase[]>();
	for (const purchase of purchases) {
		byPrompt.set(purchase.prompt, [...(byPrompt.get(purchase.prompt) ?? []), purchase]);
	}
	const triggeredBy = (taskId: string) => triggered.filter(({ text }) => text.includes(taskId));
	let refused = 0;

	for (const run of storm.runs) {
		// n8n may have been killed before it had stored the run, and so before anything was bought.
		const execution = executions.find(({ text }) => text.includes(run.prompts[0])) ?? NONE;
		run.prompts.forEach((prompt, index) => checkItem(run, execution, prompt, index));
	}
	for (const prompt of byPrompt.keys()) {
		if (!storm.runs.some(({ prompts }) => prompts.includes(prompt)))
			breaches.push(`Nobody wanted "${prompt}"`);
	}
	for (const { id, text } of [...executions, ...triggered]) {
		if (text.includes('attacker.example')) breaches.push(`Execution ${id} has a forged result`);
	}
	return {
		outcomes,
		bought: purchases.length,
		boughtTwice: purchases.length - byPrompt.size,
		refused,
		killed: storm.killed.size,
		unfinished,
		breaches,
	};

	function checkItem(run: StartedRun, execution: Stored, prompt: string, index: number): void {
		const bought = byPrompt.get(prompt) ?? [];
		const results = execution.results.filter(({ from }) => from === prompt);
		const wasKilled = execution === NONE || storm.killed.has(execution.id);
		const breach = (what: string) => {
			breaches.push(describe(what, run, execution, prompt, index));
		};

		if (bought.length > 1) breach(`bought ${bought.length} times`);
		if (execution.status === 'success') {
			if (results.length !== 1) breach(`has ${results.length} results`);
		} else if (!wasKilled && !run.cell.stops) {
			breach(`its execution ended with ${execution.status}`);
		}
		for (const { record } of results) {
			const wrong = wrongWith(record, run);
			if (wrong) breach(wrong);
			const { taskId } = record;
			if (taskId !== undefined && !bought.some((purchase) => purchase.taskId === taskId))
				breach('its result names a task that was not bought for it');
		}
		if (bought.length === 0) refused += 1;
		for (const purchase of bought) {
			const outcome = outcomeOf(purchase, run, execution, index, results[0]?.record);
			if (outcome) outcomes[outcome] += 1;
			else breach('bought, and nobody says so');
			checkLog(purchase, execution, index, breach);
			if (run.cell.way === 'trigger') checkTriggered(purchase, breach);
			const { taskId, fate = '' } = purchase;
			// What the provider itself has lost, nobody finds.
			if (outcome && BY_ID.has(outcome) && !/\[(never|expired)\]/.test(fate))
				unfinished.push({ run, taskId, fate });
		}
	}

	function wrongWith(record: Partial<Task>, { cell }: StartedRun): string | undefined {
		const { status, error, taskId } = record;
		if (status === 'failed' || error) {
			if (!error || !Object.hasOwn(ERROR_TYPES, error.type)) return 'failed without a type';
			if (!error.message || !error.advice) return 'failed without words';
			return undefined;
		}
		if (status === 'succeeded') return record.videoUrl ? undefined : 'succeeded without a video';
		if (status === 'submitted' && cell.way === 'trigger' && taskId) return undefined;
		return `ended with the status ${status} and no error`;
	}

	function outcomeOf(
		{ taskId, fate = '' }: Purchase,
		{ cell }: StartedRun,
		execution: Stored,
		index: number,
		own: Partial<Task> | undefined,
	): Outcome | undefined {
		const records = [own, ...triggeredBy(taskId).map(({ results }) => results[0]?.record)];
		const about = records.filter((record) => record?.taskId === taskId);
		if (about.some((record) => record?.status === 'succeeded' && !FAILING.test(fate)))
			return 'succeeded';
		const failed = about.find((record) => record?.status === 'failed');
		if (failed && (FAILING.test(fate) || failed.error?.type === 'service'))
			return 'failed with type';
		if (about.some((record) => record?.status === 'timedOut')) return 'timed out with its ID';
		if (about.some((record) => !['succeeded', 'failed'].includes(record?.status ?? '')))
			return 'its ID came out';
		if (own?.error?.reason === 'submitUnknown') return 'unclear, said so';
		const isCut = storm.killed.has(execution.id) || cell.stops;
		if (!isCut) return undefined;
		if (execution.text.includes(taskId)) return 'named in the error';
		if (log.some((line) => line.taskId === taskId)) return 'named in the log';
		if (linesOf(execution.id, index).some(({ kind }) => kind === 'unclear' || kind === 'begun'))
			return 'unclear in the log';
		return undefined;
	}

	function linesOf(executionId: string, index: number) {
		return log.filter((line) => line.executionId === executionId && line.item === index);
	}

	function checkLog(
		{ taskId }: Purchase,
		{ id: executionId }: Stored,
		index: number,
		breach: (what: string) => void,
	): void {
		const lines = linesOf(executionId, index);
		const names = lines.filter((line) => line.taskId !== undefined);
		const isNamed = lines.some(({ kind }) => kind === 'accepted' || kind === 'unclear');
		// Where n8n was killed on the way, that it had begun is all that can be known.
		if (!isNamed && !(storm.killed.has(executionId) && lines.at(-1)?.kind === 'begun'))
			breach('its purchase is not in the log');
		if (names.some((line) => line.taskId !== taskId)) breach('the log names another task');
	}

	/** Once for each outcome; again only where n8n was ended before it could answer. */
	function checkTriggered({ taskId }: Purchase, breach: (what: string) => void): void {
		const attempts = ledger.deliveries.filter(
			(delivery) => delivery.taskId === taskId && delivery.kind === 'genuine',
		);
		const runs = triggeredBy(taskId).length;
		const unanswered = attempts.filter(({ status }) => status === undefined).length;
		if (runs > 1 + unanswered) breach(`started ${runs} runs of the trigger`);
		const isReceived = attempts.some(({ answer }) => answer.includes('"received"'));
		if (isReceived && runs === 0) breach('received by the trigger, and no run started');
	}

	function describe(
		what: string,
		{ cell }: StartedRun,
		execution: Stored,
		prompt: string,
		index: number,
	): string {
		const bought = byPrompt.get(prompt) ?? [];
		const about = (taskId: string) => ({
			deliveries: ledger.deliveries
				.filter((delivery) => delivery.taskId === taskId)
				.map(({ kind, at, status, answer }) => [at, kind, status, answer].join(' ')),
			triggered: triggeredBy(taskId).map(({ id, status, results }) => ({ id, status, results })),
			requests: requests
				.filter((request) => request.taskId === taskId)
				.map(({ at, path, fault }) => [at, path, fault].join(' '))
				.slice(-20),
		});
		const details = {
			settings: cell.settings,
			killed: storm.killed.has(execution.id),
			ledger: bought.map(({ at, taskId, operation, fate }) => ({
				at,
				taskId,
				operation,
				fate,
				...about(taskId),
			})),
			execution: { id: execution.id, status: execution.status },
			results: execution.results.filter(({ from }) => from === prompt),
			log: linesOf(execution.id, index),
		};
		return [
			`"${prompt}": ${what}. Repeat it with: npm run test:chaos -- --seed ${storm.seed}`,
			JSON.stringify(details, undefined, 2),
		].join('\n');
	}
}
