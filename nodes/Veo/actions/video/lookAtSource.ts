import type { IExecuteFunctions } from 'n8n-workflow';

import { realClock } from '../../../../completion/clock';
import { readSteadily } from '../../../../completion/readSteadily';
import { veoApi } from '../../../../providers';
import type { LookUp, TaskApi, VeoJob } from '../../../../providers/api';
import { sourceRefusal } from '../../../../providers/kieVeoChecks';
import { gatewayTo } from '../../../../transport/gateway';
import type { Preparation } from '../../../shared/orders';

/** A fresh task is not known everywhere at once. */
const TRIES = 3;
const PAUSE = 2000;

/**
 * Looks at the task whose video Kie.ai is to upscale, which costs nothing. What would never be
 * upscaled, but polled for to the time limit, is refused before it is ordered. A source that cannot be
 * read, or that still runs by its record, is no reason to refuse: the order itself will tell.
 */
export function lookAtSource(
	context: IExecuteFunctions,
	api: TaskApi<VeoJob>,
): Preparation<VeoJob> {
	const signal = context.getExecutionCancelSignal();
	const other = veoApi('kie', api === veoApi('kie', 'classic') ? 'unified' : 'classic');

	async function lookUpIn(form: TaskApi<VeoJob>, taskId: string): Promise<LookUp> {
		const { lookUp } = gatewayTo(context, form);
		return await readSteadily(async () => (await lookUp([{ taskId }]))[0], { signal });
	}

	/** Kie.ai keeps the records of its two forms apart, and an ID does not say where its task is. */
	async function lookUp(taskId: string): Promise<LookUp> {
		const answer = await lookUpIn(api, taskId);
		if (answer.kind !== 'notFound' || !other) return answer;
		const elsewhere = await lookUpIn(other, taskId);
		return elsewhere.kind === 'task' ? elsewhere : answer;
	}

	return async ({ taskId = '' }) => {
		let source = await lookUp(taskId);
		for (let tries = 1; tries < TRIES && source.kind === 'notFound' && !signal?.aborted; tries++) {
			await realClock.sleep(PAUSE, signal);
			source = await lookUp(taskId);
		}
		return sourceRefusal(source);
	};
}
