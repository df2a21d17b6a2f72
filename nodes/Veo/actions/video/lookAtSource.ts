import type { IExecuteFunctions } from 'n8n-workflow';

import { realClock } from '../../../../lib/clock';
import { lookUpSteadily } from '../../../../lib/lifecycle/readSteadily';
import { veoApi } from '../../../../lib/providers';
import type { LookUp, TaskApi, VeoJob } from '../../../../lib/providers/api';
import { clientFor } from '../../../../lib/http/client';
import type { Preparation } from '../../../../lib/lifecycle/operation';

/** A fresh task is not known everywhere at once. */
const TRIES = 3;
const PAUSE = 2000;

/**
 * Looks at the task whose video is to be upscaled, which costs nothing. What would never be
 * upscaled, but polled for to the time limit, is refused before it is bought. A source that cannot be
 * read, or that still runs by its record, is no reason to refuse: the submit itself will tell.
 */
export function lookAtSource(
	context: IExecuteFunctions,
	api: TaskApi<VeoJob>,
): Preparation<VeoJob> {
	const signal = context.getExecutionCancelSignal();
	const versions = [veoApi(api.provider, 'classic'), veoApi(api.provider, 'unified')];
	const other = versions.find((version) => version !== api);

	async function lookUpIn(version: TaskApi<VeoJob>, taskId: string): Promise<LookUp> {
		const { lookUp } = clientFor(context, version);
		return await lookUpSteadily(lookUp, { taskId }, signal);
	}

	/** Kie.ai keeps the records of its two API versions apart, and an ID does not say where its task is. */
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
		return api.refuseSource?.(source);
	};
}
