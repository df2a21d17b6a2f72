import { until } from '../../../dev/n8n/until';
import { say } from '../../../dev/demo/progress';
import {
	listening,
	openDoor,
	storedRuns,
	succeeded,
	TOKEN,
	type Door,
} from '../../e2e/harness/door';
import { openInbox, type Inbox } from '../../e2e/harness/inbox';
import { post, type Stage } from '../../e2e/harness/stage';
import type { Cluster } from '../harness/cluster';

const OUTCOMES = 50;
const LIMIT_MS = 120_000;

/** Two webhook processes share the memory of a trigger through n8n's database, and nothing else. */
export function duplicatesTests(stage: () => Stage<Cluster>): void {
	// Otherwise the hooks would be those of all scenarios.
	describe('two webhook processes', () => tests(stage));
}

function tests(stage: () => Stage<Cluster>): void {
	let inbox: Inbox;
	beforeEach(async () => {
		inbox = await openInbox();
		await stage().saveCredential('kieApi', { apiKey: 'kie-key', callbackToken: TOKEN });
		await stage().host.restart('webhook2');
	});
	afterEach(async () => {
		await stage().host.terminate('webhook2');
		await inbox.close();
		await stage().saveProviderCredentials();
	});

	const tasks = (from: number) =>
		Array.from({ length: OUTCOMES }, (_, index) => `task-${from + index}`);

	/** The same trigger, at both processes. */
	async function open(): Promise<[Door, Door]> {
		const { host } = stage();
		const door = await openDoor(stage(), inbox, { confirm: false });
		const other = { ...door, url: door.url.replace(host.url, host.urlOf('webhook2')) };
		await listening(other);
		return [door, other];
	}

	/** Sends an outcome until it is taken, as a provider does. */
	async function send({ url }: Door, taskId: string): Promise<void> {
		await until(`${taskId} to be taken`, LIMIT_MS, async () =>
			(await post(url, succeeded(taskId))).status === 200 ? true : undefined,
		);
	}

	it('a repeat at the other webhook process', async () => {
		const [door, other] = await open();
		const inTurn = tasks(0);
		for (const taskId of inTurn) {
			await send(door, taskId);
			await send(other, taskId);
		}
		const together = tasks(OUTCOMES);
		for (const taskId of together) {
			await Promise.all([door, other].map((each) => send(each, taskId)));
		}
		const before = await storedRuns(stage(), door);
		const count = (taskIds: string[]) => ({
			lost: taskIds.filter((taskId) => !before.has(taskId)).length,
			twice: taskIds.filter((taskId) => before.get(taskId) === 2).length,
		});
		say(
			`    ${OUTCOMES} outcomes, to both processes in turn: ${JSON.stringify(count(inTurn))}, ` +
				`at the same moment: ${JSON.stringify(count(together))}`,
		);
		expect(count(inTurn)).toEqual({ lost: 0, twice: 0 });
		expect(count(together).lost).toBe(0);
		expect(Math.max(...before.values())).toBeLessThanOrEqual(2);

		// Both have heard of all of them by now, so nothing is news to either.
		for (const taskId of [...inTurn, ...together]) {
			await send(door, taskId);
			await send(other, taskId);
		}
		expect(await storedRuns(stage(), door)).toEqual(before);
	});
}
