import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/** Codes that the credit endpoints document besides 200 (contracts: Kie.ai and sunoapi.org code tables). */
const REFUSALS: ReadonlyArray<[code: number, meaning: string]> = [
	[400, 'did not accept the request'],
	[401, 'does not accept this API key'],
	[402, 'says that the balance is used up'],
	[403, 'does not accept this API key'],
	[404, 'does not know this path. Check the base URL'],
	[405, 'is receiving too many requests. Try again in a minute'],
	[413, 'did not accept the request'],
	[422, 'did not accept the request'],
	[429, 'is receiving too many requests, or the balance is used up'],
	[430, 'is receiving too many requests. Try again in a minute'],
	[433, 'says that the quota of this API key is used up'],
	[455, 'is under maintenance. Try again later'],
	[500, 'has a temporary fault. Try again later'],
	[505, 'has switched this feature off'],
];

/**
 * Rules that make a credential test fail although the provider answered HTTP 200: n8n can compare a
 * body field with single values only, so every documented code but 200 has its own rule, and a body
 * without any code (a login page, another service) has one too.
 */
export function refusedBodyCodes(provider: string): Rules {
	const rule = (value: number | undefined, message: string) => ({
		type: 'responseSuccessBody' as const,
		properties: { key: 'code', value, message },
	});
	return [
		...REFUSALS.map(([code, meaning]) => rule(code, `${provider} ${meaning} (code ${code})`)),
		rule(undefined, `The base URL does not answer like ${provider}. Check the base URL`),
	];
}

/** Rules that say what an HTTP error means, for which n8n else shows its bare status. */
export function refusedStatuses(meanings: Array<[status: number, message: string]>): Rules {
	return meanings.map(([value, message]) => ({
		type: 'responseCode',
		properties: { value, message },
	}));
}
