import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError, UserError } from 'n8n-workflow';

import type { ApiRequest, TaskApi } from '../../../lib/providers/api';
import { ask, clientFor } from '../../../lib/http/client';

const node = {
	id: '1',
	name: 'Veo',
	type: 'veo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** An n8n whose credential and network do as the test says. */
function contextWith({
	credential = () => Promise.resolve({ baseUrl: 'https://api.example.com' }),
	answer = () => Promise.resolve({ statusCode: 200, headers: {}, body: '{}' }),
}: {
	credential?: () => Promise<object>;
	answer?: () => Promise<object>;
}) {
	const sent = jest.fn(answer);
	const context = {
		getNode: () => node,
		getCredentials: credential,
		helpers: { httpRequestWithAuthentication: sent },
	} as unknown as IExecuteFunctions;
	return { context, sent };
}

const post: ApiRequest = { method: 'POST', path: '/submit' };
const get: ApiRequest = { method: 'GET', path: '/look-up' };

/** A task API whose readers break, as they would on an answer that nobody has thought of. */
function brokenApi(submit = post): TaskApi<object> {
	const breaks = () => {
		throw new RangeError('Maximum call stack size exceeded');
	};
	return {
		provider: 'kie',
		product: 'veo',
		submit: { request: () => submit, read: breaks },
		lookUp: { request: () => get, read: breaks },
	} as unknown as TaskApi<object>;
}

const gone = () => Promise.reject(new UserError('Credential with ID "1" does not exist'));
const busy = () => Promise.reject(new Error('SQLITE_BUSY: database is locked'));
const noUrl = () => Promise.resolve({ baseUrl: 'api.example.com' });

describe('a look-up never throws', () => {
	it.each([
		['an answer that breaks its reader', {}, 'Maximum call stack', true],
		['a database that is busy', { credential: busy }, 'SQLITE_BUSY', true],
		['a credential that was deleted', { credential: gone }, 'does not exist', false],
		['a base URL that is none', { credential: noUrl }, "'Base URL'", false],
	])('%s', async (_, n8n, message, retryable) => {
		const { lookUp } = clientFor(contextWith(n8n).context, brokenApi());
		const answer = {
			kind: 'unreadable',
			error: { message: expect.stringContaining(message), retryable, advice: expect.any(String) },
		};
		expect(await lookUp([{ taskId: 'a' }, { taskId: 'b' }])).toMatchObject([answer, answer]);
	});

	it('nor does any other question', async () => {
		const read = () => {
			throw new NodeOperationError(node as never, 'No', { description: 'Do this.' });
		};
		const question = { request: () => get, read };
		expect(await ask(contextWith({}).context, 'kie', question, undefined)).toMatchObject({
			kind: 'unreadable',
			error: { message: 'No', advice: 'Do this.', retryable: false },
		});
	});
});

describe('a submit never throws', () => {
	it.each([
		['a database that is busy', { credential: busy }, 'SQLITE_BUSY'],
		['a credential that was deleted', { credential: gone }, 'does not exist'],
		['a base URL that is none', { credential: noUrl }, "'Base URL'"],
	])('%s: nothing was sent, so nothing was bought', async (_, n8n, message) => {
		const { context, sent } = contextWith(n8n);
		expect(await clientFor(context, brokenApi()).submit({})).toMatchObject({
			kind: 'refused',
			error: { message: expect.stringContaining(message) },
		});
		expect(sent).not.toHaveBeenCalled();
	});

	it('an answer that breaks its reader: nobody knows whether it was bought', async () => {
		const { context, sent } = contextWith({});
		expect(await clientFor(context, brokenApi()).submit({})).toMatchObject({
			kind: 'unknown',
			error: { reason: 'submitUnknown', retryable: false },
		});
		expect(sent).toHaveBeenCalledTimes(1);
	});

	it('the same for a submit that only reads: it may be sent again', async () => {
		const { context } = contextWith({});
		expect(await clientFor(context, brokenApi(get)).submit({})).toMatchObject({
			kind: 'throttled',
		});
	});
});
