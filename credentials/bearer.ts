import type { IAuthenticate } from 'n8n-workflow';

/**
 * Sends a field of the credential as bearer token. By a function, for n8n 2.40 takes a sandbox to
 * evaluate an expression in, for each request.
 */
export function bearer(field: string): IAuthenticate {
	return async (credential, request) => {
		request.headers = { ...request.headers, Authorization: `Bearer ${credential[field] as string}` };
		return await Promise.resolve(request);
	};
}
