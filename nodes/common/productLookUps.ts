import type { RequestContext } from '../../lib/http/credential';
import { clientFor, type Client } from '../../lib/http/client';
import type { LookUp, TaskApi } from '../../lib/providers/api';

/** The client of the resource Task, whose field Product may be what is wrong with an unknown ID. */
export function taskClient<Job>(context: RequestContext, api: TaskApi<Job>): Client<Job> {
	const client = clientFor(context, api);
	if (api.product === 'veo') return client;
	return {
		...client,
		lookUp: async (...args) => (await client.lookUp(...args)).map(namingProduct),
	};
}

function namingProduct(answer: LookUp): LookUp {
	if (answer.kind !== 'notFound' || answer.error.reason !== 'unknownTask') return answer;
	const advice = answer.error.advice.replace(/\.$/, ", and that 'Product' is what the task makes.");
	return { ...answer, error: { ...answer.error, advice } };
}
