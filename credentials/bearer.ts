import type { IAuthenticate } from 'n8n-workflow';

/**
 * Sends a field of the credential as a bearer token. By a function, and not by an expression as n8n's
 * examples have it: n8n 2.40 takes a sandbox to evaluate one in, for each request, and cannot evaluate
 * it at all in a workflow with the setting `binaryMode` *combined*.
 */
export function bearer(field: string): IAuthenticate {
	return (credential, request) =>
		Promise.resolve({
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${credential[field] as string}` },
		});
}
