import { KIE } from '../../../lib/providers/kie/operator';
import { SUNO_API } from '../../../lib/providers/sunoApi/operator';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ApiResponse, Callback, LookUp, Submission } from '../../../lib/providers/api';
import type { KnownTask } from '../../../lib/task';
import type { TrackList } from '../../../lib/providers/suno/tracks';

type Body = Record<string, unknown>;

/** One example payload of the providers' documentation. */
export function fixture(api: string, name: string): Body {
	const file = join(__dirname, '..', '..', 'fixtures', api, `${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as Body;
}

export function answer(
	body: unknown,
	status = 200,
	headers: Record<string, string> = {},
): ApiResponse {
	return { status, headers, body };
}

/** The envelope of Kie and sunoapi.org. */
export function envelope(code: number, msg = '', data: unknown = null): Body {
	return { code, msg, data };
}

/** What a reader made of an answer in one line, for tables. */
export function inShort(result: Submission | LookUp | Callback | TrackList): string {
	switch (result.kind) {
		case 'accepted':
			return `accepted ${ofTask(result.task)}`;
		case 'task':
			return ofTask(result.task);
		case 'tracks':
		case 'notACallback':
			return result.kind;
		case 'unreadable':
			return `${result.error.retryable ? 'ask again' : 'give up'} ${ofError(result.error)}`;
		default:
			return `${result.kind} ${ofError(result.error)}`;
	}
}

function ofTask({ status, error }: KnownTask): string {
	return error ? `${status} ${ofError(error)}` : status;
}

function ofError({ type, reason }: { type: string; reason?: string }): string {
	return [type, reason].filter((word) => word !== undefined).join(' ');
}

/** The task in a result, and a failing test where there is none. */
export function taskIn(result: Submission | LookUp | Callback): KnownTask {
	if (result.kind === 'accepted' || result.kind === 'task') return result.task;
	throw new Error(`no task: ${JSON.stringify(result)}`);
}

/** Who speaks the wire form of Suno's two operators. */
export const OPERATORS = { kie: KIE, sunoApi: SUNO_API };

/** Milliseconds of computing so far: those of the clock also count what else the machine is busy with. */
export function cpuTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
