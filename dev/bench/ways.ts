import { randomUUID } from 'node:crypto';
import axios from 'axios';

import type { SavedWorkflow } from '../n8n/client';
import { node, sequence } from '../n8n/builders';
import { until } from '../n8n/until';
import type { Stage } from './stage';
import { after, handBuiltLoop, start, veo, waitOnWebhook } from './workflows';

const LISTEN_LIMIT_MS = 60_000;

/** A way from a prompt to its video whose workflows are published. */
export interface Line {
	/** The workflow that takes the items. */
	head: SavedWorkflow;
	/** The one whose last node has the result; another where a trigger starts it. */
	tail: SavedWorkflow;
}

/** A way from a prompt to its video. */
export interface Way {
	name: string;
	/** Where a run of many items goes on with the first callback, and the others are lost. */
	takesOneCallback?: true;
	publish(stage: Stage): Promise<Line>;
}

const published =
	(build: (stage: Stage) => Parameters<Stage['publish']>[0]) =>
	async (stage: Stage): Promise<Line> => {
		const saved = await stage.publish(build(stage));
		return { head: saved, tail: saved };
	};

export const CALLBACK: Way = {
	name: 'Veo, Wait for Callback',
	publish: published((stage) =>
		sequence(...start(), veo(stage, { completion: 'callback' }), after('$json.taskId')),
	),
};

/** Seconds between two look-ups, as in the hand-built loop. */
const POLL_SECONDS = 5;

export const POLL: Way = {
	name: `Veo, Poll Until Done (${POLL_SECONDS} s)`,
	publish: published((stage) => {
		const polling = { completion: 'poll', options: { pollInterval: POLL_SECONDS } };
		return sequence(...start(), veo(stage, polling), after('$json.taskId'));
	}),
};

export const TRIGGER: Way = {
	name: 'Veo, Submit Only + Veo Trigger',
	async publish(stage) {
		const webhookId = randomUUID();
		const callbackUrl = `${stage.n8n.url}/webhook/${webhookId}/veo`;
		const trigger = node(
			'Veo Trigger',
			'n8n-nodes-veo.veoTrigger',
			{ provider: 'kie', branches: 'single' },
			{ webhookId, credentials: { kieApi: stage.credentials.kieApi } },
		);
		const tail = await stage.publish(sequence(trigger, after('$json.taskId')));
		// Without the token it is refused, which shows that it listens.
		await listening(callbackUrl, {}, 401);
		const submitting = veo(stage, { completion: 'submitOnly', callbackUrl });
		return { head: await stage.publish(sequence(...start(), submitting)), tail };
	},
};

export const LOOP: Way = {
	name: 'By hand: HTTP Request, Wait 5 s, HTTP Request, IF',
	publish: published(handBuiltLoop),
};

export const WAIT: Way = {
	name: 'By hand: HTTP Request, Wait on webhook',
	takesOneCallback: true,
	publish: published(waitOnWebhook),
};

/** n8n listens a moment after it has answered that a workflow is published. */
export async function listening(url: string, body: object, answer: number): Promise<void> {
	await until(`n8n to listen at ${url}`, LISTEN_LIMIT_MS, async () => {
		const { status } = await axios.post(url, body, { proxy: false, validateStatus: () => true });
		return status === answer ? true : undefined;
	});
}
