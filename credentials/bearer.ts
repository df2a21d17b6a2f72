import type { IAuthenticate } from 'n8n-workflow';

/**
 * Sends a field of the credential as a bearer token. A function, and not an expression as n8n's
 * examples have it: n8n 2.40 cannot evaluate that in a workflow with the setting `binaryMode`
 * *combined*, and then no request leaves.
 */
export function bearer(field: string): IAuthenticate {
	return (credentials, options) =>
		Promise.resolve({
			...options,
			headers: { ...options.headers, Authorization: `Bearer ${credentials[field] as string}` },
		});
}
