import axios from 'axios';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import { outputOf } from '../../../dev/n8n/execution';
import { click, hash, hashAt, saveExample, started } from '../harness/services/example';
import type { Services } from '../harness/services/services';
import type { Stage } from '../harness/stage';

const COLUMNS = ['id', 'prompt', 'status', 'link', 'cost', 'error', 'task'];

/** The examples that take films into Google Drive: what arrives there, and what people are told. */
export function filmsToServicesTests(stage: () => Stage, services: Services): void {
	const { drive, slack, sheets, telegram } = services;

	describe('examples: form to Google Drive and Slack', () => {
		let saved: SavedWorkflow;

		const submit = async (prompt: string, format = '16:9') => {
			saved ??= await publish('form-to-drive-and-slack');
			const { webhookId } = saved.nodes.find(({ name }) => name === 'Ask for a Film') ?? {};
			const url = `${stage().host.url}/form/${webhookId}`;
			const run = await started(stage(), saved, async () => {
				const answers = { 'field-0': prompt, 'field-1': format };
				return (await axios.postForm(url, answers, direct)).status;
			});
			return await run.finished();
		};

		it('the film is in Drive, whole, and Slack has its link', async () => {
			const execution = await submit('a tall tower <!channel> [file big 5]', '9:16');
			const [{ videoUrl, taskId }] = outputOf(execution, 'Make the Film');
			const [{ request }] = stage().simulator.ledger.purchases;
			expect(request).toMatchObject({ aspectRatio: '9:16' });
			expect(drive.files).toHaveLength(1);
			const [file] = drive.files;
			// Streamed: in parts, not as one body.
			expect(file).toMatchObject({ mimeType: 'video/mp4', parts: 3 });
			expect(hash(file.bytes)).toBe(await hashAt(videoUrl));
			expect(file.name).toContain(taskId);
			expect(slack.messages).toMatchObject([{ channel: '#videos' }]);
			const [{ text }] = slack.messages;
			expect(text).toContain(`${file.name} is ready: ${file.link}\n`);
			expect(text).toContain('a tall tower &lt;!channel>');
		});

		it.each([
			['a prompt that is refused', '[policy]', 1, '#videos', 'Ask for Another Prompt'],
			[
				'an empty account',
				'[submit no credits]',
				0,
				'#video-admins',
				'Tell the Owner of the Account',
			],
			['a film that cannot be made', '[501]', 1, '#videos', 'Say What to Do'],
		])('%s: Slack has the advice', async (_, mark, bought, channel, node) => {
			const execution = await submit(`a miracle ${mark}`);
			expect(stage().simulator.ledger.purchases).toHaveLength(bought);
			const [{ error }] = outputOf(execution, 'Make the Film');
			const { advice } = error as { advice: string };
			expect(execution.lastNodeExecuted).toBe(node);
			expect(drive.files).toEqual([]);
			expect(slack.messages).toMatchObject([{ channel }]);
			expect(slack.messages[0].text).toContain(`What to do: ${advice}`);
		});

		it('a full Drive: Slack has where the film is', async () => {
			drive.isFull = true;
			const execution = await submit('a wide sea');
			const [{ videoUrl, taskId }] = outputOf(execution, 'Make the Film');
			expect(slack.messages).toHaveLength(1);
			const [{ text }] = slack.messages;
			expect(text).toContain('Google Drive did not take it: Forbidden');
			expect(text).toContain(String(videoUrl));
			expect(text).toContain(String(taskId));
		});
	});

	describe('examples: Google Sheet to Google Drive', () => {
		const documentId = { __rl: true, mode: 'id', value: sheets.id };
		const save = async () => {
			const nodes = ['New Rows', 'Mark as Ordered', 'Write the Link', 'Write What to Do'];
			const choices = Object.fromEntries(nodes.map((name) => [name, { documentId }]));
			return await saveExample(stage(), 'sheet-to-drive', choices);
		};

		it('every new row gets its film or what to do', async () => {
			// Of Kie.ai's two APIs the one that names the cost.
			const { url, settings } = stage().simulator;
			await stage().saveCredential('kieApi', {
				...{ apiKey: settings.apiKeys.kie[0], apiForm: 'unified' },
				...{ baseUrl: `${url}/kie`, uploadBaseUrl: `${url}/kie` },
			});
			const old = [
				'r1',
				'an old film',
				'succeeded',
				'https://drive.example/old',
				60,
				'',
				'task-old',
			];
			sheets.rows = [
				COLUMNS,
				old,
				...[
					['r2', 'a harbour'],
					['r3', 'a miracle [policy]'],
					['r4', 'a night train'],
				].map((row) => [...row, 'new']),
			];
			const saved = await save();
			const execution = await (await click(stage(), saved, 'Every Hour')).finished();
			await stage().saveProviderCredentials();
			const films = outputOf(execution, 'Make the Films');
			const [harbour, miracle, train] = films;
			const { purchases } = stage().simulator.ledger;
			expect(purchases.map(({ prompt }) => prompt)).toEqual([
				...['a harbour', 'a miracle [policy]', 'a night train'],
			]);
			expect(drive.files.map(({ bytes }) => hash(bytes))).toEqual([
				await hashAt(harbour.videoUrl),
				await hashAt(train.videoUrl),
			]);
			const done = { status: 'succeeded', error: '' };
			const [first, second] = drive.files;
			const { message, advice } = miracle.error as { message: string; advice: string };
			expect(harbour.creditsUsed).toBeGreaterThan(0);
			expect(sheets.records()).toMatchObject([
				{ id: 'r1', link: old[3], task: 'task-old' },
				{ ...{ id: 'r2', ...done }, ...rowOf(harbour), link: first.link },
				{ ...{ id: 'r3', status: 'failed', link: '' }, error: `${message} ${advice}` },
				{ ...{ id: 'r4', ...done }, ...rowOf(train), link: second.link },
			]);
		});

		it('a run that begins while another waits buys no row again', async () => {
			sheets.rows = [COLUMNS, ['r1', 'a slow snail [slow 6]', 'new']];
			const saved = await save();
			const first = await click(stage(), saved, 'Every Hour');
			await stage().ledgerShows('the purchase', ({ purchases }) => purchases.length === 1);
			expect(sheets.records()).toMatchObject([{ status: 'ordered' }]);
			const second = await (await click(stage(), saved, 'Every Hour')).finished();
			expect(second.status).toBe('success');
			await first.finished();
			expect(stage().simulator.ledger.purchases).toHaveLength(1);
			expect(sheets.records()).toMatchObject([{ status: 'succeeded' }]);
		});

		it('a row that is set to new again gets the film that it has', async () => {
			sheets.rows = [COLUMNS, ['r9', 'a red balloon', 'new']];
			const saved = await save();
			await (await click(stage(), saved, 'Every Hour')).finished();
			const [{ task }] = sheets.records();
			sheets.rows[1][2] = 'new';
			await (await click(stage(), saved, 'Every Hour')).finished();
			expect(stage().simulator.ledger.purchases).toHaveLength(1);
			expect(sheets.records()).toMatchObject([{ status: 'succeeded', task }]);
		});

		it('a run that breaks off: the row says where to look', async () => {
			sheets.rows = [COLUMNS, ['r1', 'a dune', 'new']];
			const saved = await save();
			let id = '';
			await stage().withoutCredential('kieApi', async () => {
				const run = await click(stage(), saved, 'Every Hour');
				await run.finished();
				({ id } = run);
			});
			const [row] = sheets.records();
			expect(row).toMatchObject({ status: 'failed', link: '' });
			expect(row.error).toContain(`Look at execution ${id} in n8n`);
			expect(stage().simulator.ledger.purchases).toEqual([]);
		});

		it('a full Drive: the row says where the film is', async () => {
			drive.isFull = true;
			sheets.rows = [COLUMNS, ['r1', 'a wide plain', 'new']];
			const run = await click(stage(), await save(), 'Every Hour');
			const [{ videoUrl, taskId }] = outputOf(await run.finished(), 'Make the Films');
			const [row] = sheets.records();
			expect(row).toMatchObject({ status: 'succeeded', link: videoUrl, task: taskId });
			expect(row.error).toContain('Google Drive did not take it: Forbidden');
		});
	});

	describe('examples: Telegram photo to 1080p in Google Drive', () => {
		const OWN_CHAT = 123456789;
		let saved: SavedWorkflow;

		const send = async (caption: string | undefined, chat = OWN_CHAT) => {
			saved ??= await publish('telegram-photo-to-1080p-in-drive');
			const url = `${stage().simulator.url}/files/photo.jpg`;
			const { data } = await axios.get<Buffer>(url, { ...direct, responseType: 'arraybuffer' });
			telegram.photo = data;
			return await started(stage(), saved, () => telegram.receive(chat, caption));
		};

		it('the file goes in, and the film in 1080p comes out', async () => {
			const execution = await (await send('the lamp turns on')).finished();
			expect(execution.status).toBe('success');
			const { ledger, requests } = stage().simulator;
			expect(ledger.purchases.map(({ operation }) => operation)).toEqual(['generate', 'get_1080p']);
			const { imageUrls } = ledger.purchases[0].request as { imageUrls: string[] };
			expect(await hashAt(imageUrls[0])).toBe(hash(telegram.photo));
			// Its URL holds the bot's token.
			const sent = JSON.stringify([ledger.purchases, requests]);
			expect(sent).not.toContain(telegram.token);
			expect(sent).not.toContain('telegram.org');
			const [{ videoUrl }] = outputOf(execution, 'Get It in 1080p');
			expect(drive.files.map(({ bytes }) => hash(bytes))).toEqual([await hashAt(videoUrl)]);
			expect(telegram.messages).toMatchObject([
				{ chat_id: OWN_CHAT, text: `Your film in 1080p: ${drive.files[0].link}` },
			]);
		});

		it('a caption that is refused: the sender gets the advice', async () => {
			const execution = await (await send('a miracle [policy]')).finished();
			const [{ error }] = outputOf(execution, 'Bring It to Life');
			const { advice } = error as { advice: string };
			expect(telegram.messages).toMatchObject([{ chat_id: OWN_CHAT }]);
			expect(telegram.messages[0].text).toContain(advice);
		});

		it('a film of which there is no 1080p: the sender gets where it is, and why', async () => {
			const execution = await (await send('a boat [fallback]')).finished();
			const [{ videoUrl }] = outputOf(execution, 'Bring It to Life');
			const [{ error }] = outputOf(execution, 'Get It in 1080p');
			const { advice } = error as { advice: string };
			const [{ text }] = telegram.messages;
			expect(text).toContain(String(videoUrl));
			expect(text).toContain(advice);
			expect(stage().simulator.ledger.purchases).toHaveLength(1);
		});

		it('a full Drive: the sender gets where the film is', async () => {
			drive.isFull = true;
			const execution = await (await send('the sea rises')).finished();
			const [{ videoUrl, taskId }] = outputOf(execution, 'Bring It to Life');
			const [{ text }] = telegram.messages;
			expect(text).toContain(String(videoUrl));
			expect(text).toContain(String(taskId));
		});

		it('a photo without a caption, or from a stranger, buys nothing', async () => {
			await (await send(undefined)).finished();
			expect(telegram.messages).toMatchObject([{ chat_id: OWN_CHAT }]);
			expect(telegram.messages[0].text).toContain('Nothing was bought.');
			const runs = await stage().host.client.executionIds(saved.id);
			expect(await telegram.receive(666, 'mine!')).toBe(200);
			expect(await stage().host.client.executionIds(saved.id)).toEqual(runs);
			expect(stage().simulator.ledger.purchases).toEqual([]);
		});
	});

	async function publish(name: string): Promise<SavedWorkflow> {
		const workflow = await saveExample(stage(), name);
		await stage().host.client.publish(workflow);
		return workflow;
	}
}

const direct = { proxy: false, validateStatus: () => true } as const;

/** What the row of a finished film says of its task. */
function rowOf({ taskId, creditsUsed }: Record<string, unknown>) {
	return { task: taskId, cost: creditsUsed };
}
