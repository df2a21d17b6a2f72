import type { ICredentialType, INode, INodeParameters } from 'n8n-workflow';

import { AceDataApi } from '../../credentials/AceDataApi.credentials';
import { KieApi } from '../../credentials/KieApi.credentials';
import { SunoApi } from '../../credentials/SunoApi.credentials';
import { node } from '../../test/engine/harness/workflows';

export type Provider = 'kie' | 'aceData' | 'sunoApi';

/** How each provider is reached. */
export const ACCESS: Record<
	Provider,
	{ credential: ICredentialType; keyField: string; variable: string }
> = {
	kie: { credential: new KieApi(), keyField: 'apiKey', variable: 'KIE_API_KEY' },
	aceData: { credential: new AceDataApi(), keyField: 'token', variable: 'ACE_DATA_TOKEN' },
	sunoApi: { credential: new SunoApi(), keyField: 'apiKey', variable: 'SUNO_API_KEY' },
};

/** A track of a finished song. */
export interface Song {
	taskId: string;
	audioId: string;
}

/** What is asked of a provider: its music video where there is a song, else its cheapest Veo. */
export interface Subject {
	provider: Provider;
	song?: Song;
}

/** One node that is run, and the name under which its requests are compared. */
export interface Step {
	phase: string;
	node: INode;
	/** Whether it runs with a key that no provider has given out. */
	badKey?: true;
	/** Whether the node is meant to fail. */
	fails?: true;
	/** A file for the node. */
	file?: Buffer;
}

const UNKNOWN_TASK = '00000000-0000-4000-8000-000000000000';
const PROMPT = 'A red balloon drifts slowly over a calm sea';
const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
/** Minutes. */
const TIME_LIMIT = 20;

/** What the paid job is and what it costs, as far as that is documented. */
export function priceOf({ provider, song }: Subject): string {
	if (provider === 'aceData') {
		return 'One video of Veo 3 Fast: from $0.069, as documented in Ace Data Cloud’s price list of 2026.';
	}
	if (provider === 'sunoApi') {
		return 'One music video: sunoapi.org documents no price. Kie.ai, which has the same API, took 2 credits in October 2026.';
	}
	return song
		? 'One music video: 2 credits ($0.01), as measured in October 2026; 8 credits before.'
		: 'One video of Veo 3.1 Lite, 4 s, 720p: 30 credits ($0.15), as documented in Kie.ai’s price list of October 2026.';
}

/** The calls that cost nothing. */
export function freeSteps(subject: Subject): Step[] {
	const { provider, song } = subject;
	const getCredits = ofSubject(subject, 'account', 'getCredits');
	const getUnknown = ofSubject(subject, 'task', 'get', { taskId: UNKNOWN_TASK });
	const steps: Step[] = [{ phase: 'unknown task', node: getUnknown, fails: true }];
	if (provider === 'aceData') {
		steps.push({ phase: 'bad key', node: getUnknown, badKey: true, fails: true });
		return steps;
	}
	steps.unshift({ phase: 'credits', node: getCredits });
	steps.push({ phase: 'bad key', node: getCredits, badKey: true, fails: true });
	if (song) {
		const getTracks = ofSubject(subject, 'track', 'getMany', { taskId: song.taskId });
		steps.push({ phase: 'song', node: getTracks });
	} else if (provider === 'kie') {
		// The node goes on to order a video of the image, which the recorder does not let through.
		const upload = ofSubject(subject, 'video', 'reference2video', {
			prompt: PROMPT,
			imageSource: 'binary',
			imageBinaryProperties: ['data'],
			completion: 'submitOnly',
		});
		steps.push({ phase: 'upload', node: upload, file: PIXEL, fails: true });
	}
	return steps;
}

/** The one job that is paid for; its task ID comes out at once. */
export function submitStep(subject: Subject): Step {
	const { provider, song } = subject;
	const completion = 'submitOnly';
	if (song) {
		const parameters = { ...song, completion };
		return { phase: 'submit', node: ofSubject(subject, 'musicVideo', 'create', parameters) };
	}
	const cheapest: INodeParameters =
		provider === 'kie'
			? { model: 'veo3_lite', duration: 4, resolution: '720p' }
			: { model: 'veo3-fast' };
	const parameters = { prompt: PROMPT, completion, ...cheapest };
	return { phase: 'submit', node: ofSubject(subject, 'video', 'text2video', parameters) };
}

/** Looks a task up until it is done. @param pollInterval seconds */
export function waitStep(subject: Subject, taskId: string, pollInterval: number): Step {
	const options = { pollInterval, timeLimit: TIME_LIMIT };
	const parameters = { taskId, download: false, options };
	return { phase: 'processing', node: ofSubject(subject, 'task', 'wait', parameters) };
}

function ofSubject(
	{ provider, song }: Subject,
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
): INode {
	const type = song || provider === 'sunoApi' ? 'musicVideo' : 'veo';
	return node('Node', `n8n-nodes-veo.${type}`, { provider, resource, operation, ...parameters });
}
