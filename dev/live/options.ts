import { parseArgs } from 'node:util';

import { DemoError } from '../demo/errors';
import type { Provider, Subject } from './jobs';

export interface Options extends Subject {
	/** Only what costs nothing. */
	free: boolean;
	/** Buy without asking. */
	yesBuy: boolean;
	/** A task that was bought before and is looked up now. */
	resume?: string;
	/** Where the recorded answers go. */
	save?: string;
	baseUrl?: string;
	/** Seconds. */
	pollInterval: number;
}

export const USAGE = `Usage: npm run live -- --provider <kie|aceData|sunoApi> [options]

  --free                     only the calls that cost nothing
  --task-id, --audio-id      a finished song and its track: checks its music video instead of Veo
  --resume <task ID>         looks up what an earlier run has bought, and buys nothing
  --save <file>              writes the recorded requests and answers, the key masked
  --poll-interval <seconds>  between two look-ups; 15 unless told otherwise
  --base-url <URL>           another address of the provider, such as a stand-in
  --yes-buy                  buys without asking

The key comes from KIE_API_KEY, ACE_DATA_TOKEN or SUNO_API_KEY, or is asked for.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** @throws DemoError for what makes no sense, before any request */
export function readOptions(args: string[]): Options {
	const values = parse(args);
	const { provider, free, resume, save } = values;
	if (!isProvider(provider)) throw wrong(`--provider is "${provider ?? ''}"`);
	const [taskId, audioId] = [values['task-id'], values['audio-id']];
	if (!taskId !== !audioId) throw wrong('--task-id and --audio-id go together');
	const song = taskId && audioId ? { taskId, audioId } : undefined;
	if (song && provider === 'aceData') throw wrong('Ace Data Cloud makes no music videos');
	if (provider === 'sunoApi' && !song && !free && !resume) {
		throw wrong('sunoapi.org makes videos of finished songs only; give a song, or --free');
	}
	const pollInterval = Number(values['poll-interval']);
	if (!(pollInterval >= 1)) throw wrong('--poll-interval must be a number of at least 1');
	const baseUrl = values['base-url'];
	return { provider, song, free, yesBuy: values['yes-buy'], resume, save, baseUrl, pollInterval };
}

function parse(args: string[]) {
	try {
		const options = {
			provider: text,
			free: flag,
			'task-id': text,
			'audio-id': text,
			resume: text,
			save: text,
			'poll-interval': { ...text, default: '15' },
			'base-url': text,
			'yes-buy': flag,
		};
		// Not quoted in the message, for it may be the key.
		const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
		if (positionals.length === 0) return values;
	} catch (error) {
		throw wrong(error instanceof Error ? error.message : String(error));
	}
	throw wrong('Only options are taken here, no key and no other words');
}

function isProvider(name: string | undefined): name is Provider {
	return ['kie', 'aceData', 'sunoApi'].some((provider) => provider === name);
}

function wrong(message: string): DemoError {
	return new DemoError(message, `Nothing was sent or bought.\n\n${USAGE}`);
}
