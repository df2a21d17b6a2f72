import { setStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(async () => {
	await stage.stop();
});

const GOOD = {
	kieApi: { apiKey: 'kie-key', path: 'kie' },
	sunoApi: { apiKey: 'suno-api-key', path: 'sunoApi' },
	aceDataApi: { token: 'ace-data-token', path: 'aceData' },
};

describe.each(Object.entries(GOOD))('the test of %s', (type, { path, ...secrets }) => {
	const test = (changes: object) =>
		stage.engine.testCredential(type, {
			...secrets,
			baseUrl: `${stage.simulator.url}/${path}`,
			...changes,
		});

	it('passes with a good key', async () => {
		expect(await test({})).toMatchObject({ status: 'OK' });
	});

	it('fails with a bad key', async () => {
		const bad = Object.fromEntries(Object.keys(secrets).map((name) => [name, 'bad']));
		expect(await test(bad)).toMatchObject({ status: 'Error' });
	});

	it('fails with an address that is not the provider’s', async () => {
		const result = await test({ baseUrl: `${stage.simulator.url}/nobody` });
		expect(result).toMatchObject({ status: 'Error' });
	});

	it('costs nothing', async () => {
		await test({});
		expect(stage.simulator.ledger.purchases).toEqual([]);
	});
});

it('says why although Kie.ai answers HTTP 200', async () => {
	const { message } = await stage.engine.testCredential('kieApi', {
		apiKey: 'bad',
		baseUrl: `${stage.simulator.url}/kie`,
	});
	expect(message).toBe('Kie.ai does not accept this API key (code 401)');
});
