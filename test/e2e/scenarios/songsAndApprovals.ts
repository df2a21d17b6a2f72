import axios from 'axios';
import { outputOf } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import { click, hash, hashAt, saveExample, texts } from '../harness/services/example';
import type { Services } from '../harness/services/services';
import type { Stage } from '../harness/stage';

const LIMIT_MS = 60_000;
const TRIGGER = 'Run by Hand';

/** The examples that upload a music video to YouTube, and that ask in Slack before they buy. */
export function songsAndApprovalsTests(stage: () => Stage, { youTube, slack }: Services): void {
	describe('examples: prompt to music video on YouTube', () => {
		const make = async (prompt: string, artist: string) => {
			const idea = texts({ prompt, artist, title: 'Night City', description: 'A song at night.' });
			const saved = await saveExample(stage(), 'prompt-to-music-video-on-youtube', { Idea: idea });
			return await (await click(stage(), saved, TRIGGER)).finished();
		};

		it('the music video is there, whole and private', async () => {
			const execution = await make('a calm song', 'DJ [file big 3]');
			const { purchases } = stage().simulator.ledger;
			expect(purchases.map(({ product }) => product)).toEqual(['music', 'musicVideo']);
			expect(youTube.videos).toHaveLength(1);
			const [{ id, bytes, metadata, ...video }] = youTube.videos;
			// Streamed: in parts, not as one body.
			expect(video).toMatchObject({ mimeType: 'video/mp4', parts: 3 });
			expect(metadata).toMatchObject({
				snippet: { title: 'Night City', description: 'A song at night.' },
				status: { privacyStatus: 'private' },
			});
			const [{ videoUrl }] = outputOf(execution, 'Make the Music Video');
			expect(hash(bytes)).toBe(await hashAt(videoUrl));
			expect(outputOf(execution, 'Watch It')).toEqual([{ link: `https://youtu.be/${id}` }]);
		});

		it('a song that is refused ends with the advice', async () => {
			const { status, error, ...execution } = await make('a known song [copyright]', 'DJ None');
			const [record] = outputOf(execution, 'Make the Song');
			const { advice } = record.error as { advice: string };
			expect(status).toBe('error');
			expect(error?.message).toContain(advice);
			expect(youTube.videos).toEqual([]);
		});

		it('a music video that fails ends with the advice and the song', async () => {
			const { status, error, ...execution } = await make('a fine song', 'DJ [500]');
			const [song] = outputOf(execution, 'Make the Song');
			const [record] = outputOf(execution, 'Make the Music Video');
			const { advice } = record.error as { advice: string };
			expect(status).toBe('error');
			expect(error?.message).toContain(advice);
			expect(error?.message).toContain(String(song.taskId));
		});

		it('a music video that breaks off names the song and no music video', async () => {
			const idea = texts({ prompt: 'a new song', artist: 'x', title: 'x', description: 'x' });
			const other = { 'Make the Music Video': { provider: 'kie' } };
			const choices = { Idea: idea, ...other };
			const saved = await saveExample(stage(), 'prompt-to-music-video-on-youtube', choices);
			const { error, ...execution } = await (await click(stage(), saved, TRIGGER)).finished();
			expect(execution.lastNodeExecuted).toBe('No Music Video');
			const [{ taskId }] = outputOf(execution, 'Make the Song');
			expect(error?.message).toContain(`The song is made: its task ID is ${String(taskId)}.`);
			expect(stage().simulator.ledger.purchases).toHaveLength(1);
		});

		it('a used-up quota: the message has where the music video is', async () => {
			youTube.isExhausted = true;
			const { status, error, ...execution } = await make('a last song', 'DJ Late');
			const [{ videoUrl, taskId }] = outputOf(execution, 'Make the Music Video');
			expect(status).toBe('error');
			expect(error?.message).toContain('YouTube did not take it: Forbidden');
			expect(error?.message).toContain(String(videoUrl));
			expect(error?.message).toContain(String(taskId));
		});
	});

	describe('examples: approval before buying', () => {
		const ask = async (prompt: string) => {
			const choices = { Prompt: texts({ prompt }) };
			const saved = await saveExample(stage(), 'approval-before-buying', choices);
			const run = await click(stage(), saved, TRIGGER);
			await run.parked();
			expect(JSON.stringify(slack.messages)).toContain(prompt);
			expect(stage().simulator.requests).toEqual([]);
			return run;
		};

		it('what is approved, twice even, is bought once', async () => {
			const run = await ask('a quiet lake [slow 4]');
			const url = slack.button('Approve');
			await visit(url);
			await stage().ledgerShows('the purchase', ({ purchases }) => purchases.length === 1);
			await run.parked();
			await visit(url);
			const execution = await run.finished();
			const [{ videoUrl }] = outputOf(execution, 'Make the Film');
			expect(stage().simulator.ledger.purchases).toHaveLength(1);
			expect(slack.messages.at(-1)?.text).toContain(String(videoUrl));
		});

		it('what is declined is not bought', async () => {
			const run = await ask('a loud crowd');
			await visit(slack.button('Decline'));
			await run.finished();
			expect(stage().simulator.requests).toEqual([]);
			expect(slack.messages.at(-1)?.text).toBe('Not approved, so nothing was bought: a loud crowd');
		});

		it('what is approved and fails: Slack has the advice', async () => {
			const run = await ask('a miracle [policy]');
			await visit(slack.button('Approve'));
			const [{ error }] = outputOf(await run.finished(), 'Make the Film');
			const { advice } = error as { advice: string };
			expect(slack.messages.at(-1)?.text).toContain(`What to do: ${advice}`);
		});
	});
}

/** Opens a link of a message, as its reader's browser does. */
async function visit(url: string | undefined): Promise<void> {
	const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
	await until(`an answer of ${url}`, LIMIT_MS, async () => {
		const { status } = await axios.get(String(url), {
			...{ headers, proxy: false, validateStatus: () => true },
		});
		return status < 500 ? true : undefined;
	});
}
