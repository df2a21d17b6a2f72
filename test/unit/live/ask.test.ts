import { PassThrough } from 'node:stream';

import { ask } from '../../../dev/live/ask';

/** Asks somebody who types `typed`. */
async function answerTo(typed: string, hidden: boolean) {
	const [input, output] = [new PassThrough(), new PassThrough()];
	const answer = ask({ input, output }, 'Key: ', hidden);
	input.end(typed);
	return { answer: await answer, shown: String(output.read()) };
}

it('shows nothing of a hidden answer', async () => {
	const { answer, shown } = await answerTo(' secret-0815\r\n', true);
	expect(answer).toBe('secret-0815');
	expect(shown).toBe('Key: \n');
});

it('stops the terminal from showing what is typed before it asks', async () => {
	const events: string[] = [];
	const setRawMode = (on: boolean) => void events.push(on ? 'hidden' : 'shown');
	const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
	const output = new PassThrough().on('data', (text) => void events.push(String(text)));
	const answer = ask({ input, output }, 'Key: ', true);
	input.end('secret-0815\r');
	await answer;
	await new Promise(setImmediate);
	expect(events).toEqual(['hidden', 'Key: ', 'shown', '\n']);
});

it('takes one line', async () => {
	expect(await answerTo('buy\nmore\n', false)).toMatchObject({ answer: 'buy' });
});

it.each([true, false])('takes an input that ends for no answer (hidden: %s)', async (hidden) => {
	expect((await answerTo('', hidden)).answer).toBe('');
});
