import { randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import type { WebhookAnswer } from './harness/engine';
import { connect, fields, node, type WorkflowJson } from './harness/workflows';

/** The names of the trigger's outputs, as users know them. */
export const OUTPUTS = {
	errorType: [
		'Success',
		'Rejected',
		'Bad Request',
		'No Fallback',
		'Account',
		'Service Error',
		'Not Generated',
		'Other',
	],
	outcome: ['Success', 'Failure'],
	single: ['Finished'],
};

/** A new workflow of a trigger with one node behind each of its outputs, named like the output. */
export function triggered(parameters: INodeParameters = {}): WorkflowJson {
	const branches = String(parameters.branches ?? 'errorType');
	const ends = branches in OUTPUTS ? OUTPUTS[branches as keyof typeof OUTPUTS] : OUTPUTS.errorType;
	const { songStages = [] } = parameters as { songStages?: string[] };
	const hasProgress = songStages.includes('text') || songStages.includes('first');
	const names = hasProgress && branches !== 'single' ? [...ends, 'Progress'] : ends;
	return {
		// A trigger's memory is its own, and so is that of each test.
		id: randomUUID(),
		nodes: [
			node('Trigger', 'n8n-nodes-veo.veoTrigger', { provider: 'kie', ...parameters }),
			...names.map((name) => fields(name, { taskId: '={{ $json.taskId }}' })),
		],
		connections: connect({ Trigger: names.map((name) => [name]) }),
	};
}

/** Names of the nodes behind the trigger that ran. */
export function taken(answer: WebhookAnswer): string[] {
	return Object.keys(answer.run?.runData ?? {}).filter((name) => name !== 'Trigger');
}

/** The callback of a finished Kie Veo task, after the provider's documented example. */
export function succeeded(taskId: string, url: string) {
	return {
		code: 200,
		msg: 'Veo3.1 视频生成成功。',
		data: {
			taskId,
			info: {
				resultUrls: [url],
				originUrls: ['http://example.com/original_video1.mp4'],
				resolution: '1080p',
			},
			fallbackFlag: false,
		},
	};
}
