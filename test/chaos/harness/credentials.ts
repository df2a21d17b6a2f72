import type { Stage } from '../../e2e/harness/stage';
import type { Door } from './plan';

/** The callback token of all credentials. */
export const TOKEN = 'chaos-callback-token';

/** Lets the workflows that are published from now on use this door's credential. */
export async function useCredential(stage: Stage, door: Door): Promise<void> {
	const { url, settings } = stage.simulator;
	const { kie, aceData, sunoApi } = settings.apiKeys;
	const token = { callbackToken: TOKEN };
	const kieUrls = { baseUrl: `${url}/kie`, uploadBaseUrl: `${url}/kie` };
	const kieApi = { apiKey: kie[0], ...kieUrls, ...token };
	const credentials: Record<Door, [string, Record<string, string>]> = {
		'kie classic': ['kieApi', kieApi],
		'kie unified': ['kieApi', { ...kieApi, apiForm: 'unified' }],
		aceData: ['aceDataApi', { token: aceData[0], baseUrl: `${url}/aceData`, ...token }],
		sunoApi: ['sunoApi', { apiKey: sunoApi[0], baseUrl: `${url}/sunoApi`, ...token }],
	};
	const [type, data] = credentials[door];
	await stage.saveCredential(type, data, door);
}
