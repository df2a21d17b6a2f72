import type { Stage } from '../harness/stage';

/** The credential's own window, where n8n tests what it is given. */
export function credentialsTests(stage: () => Stage): void {
	it.each([
		['kieApi', 'kie', 'apiKey'],
		['aceDataApi', 'aceData', 'token'],
		['sunoApi', 'sunoApi', 'apiKey'],
	] as const)('credentials: %s with a bad key fails, with a good one passes', async (...row) => {
		const [type, provider, key] = row;
		const { editor, host, simulator } = stage();
		const { id } = await host.client.saveCredential({
			name: `Test of ${type}`,
			type,
			data: { [key]: 'wrong', baseUrl: `${simulator.url}/${provider}` },
		});
		const credential = await editor.openCredential(id);
		await credential.failed.waitFor();
		await credential.fill(key, simulator.settings.apiKeys[provider][0]);
		await credential.save();
		await credential.passed.waitFor();
		await host.client.deleteCredential(id);
	});
}
