import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NodeHelpers, type INodeParameters } from 'n8n-workflow';

import { AceDataApi } from '../../credentials/AceDataApi.credentials';
import { KieApi } from '../../credentials/KieApi.credentials';
import { SunoApi } from '../../credentials/SunoApi.credentials';
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

it('says what to do about a bad token of Ace Data Cloud', async () => {
	const { message } = await stage.engine.testCredential('aceDataApi', {
		token: 'bad',
		baseUrl: `${stage.simulator.url}/aceData`,
	});
	expect(message).toContain('does not accept this token. Copy the one of the service Veo');
});

describe('what the switch Advanced hides', () => {
	const types = { aceDataApi: new AceDataApi(), kieApi: new KieApi(), sunoApi: new SunoApi() };
	/** As n8n reads a credential: without the fields that are not shown. */
	const asRead = (type: keyof typeof types, data: INodeParameters) =>
		NodeHelpers.getNodeParameters(types[type].properties, data, true, false, null, null);

	it('still applies', () => {
		const hidden = {
			baseUrl: 'https://proxy.example.com',
			webhookHmacKey: 'key',
			apiForm: 'unified',
		};
		expect(asRead('kieApi', { advanced: false, ...hidden })).toMatchObject(hidden);
		expect(asRead('kieApi', { advanced: true, ...hidden })).toMatchObject(hidden);
	});

	it.each(Object.keys(types) as Array<keyof typeof types>)('is all of %s but two', (type) => {
		expect(asRead(type, {})).toMatchObject({ baseUrl: expect.stringMatching(/^https:/) });
		const shown = (advanced: boolean) =>
			types[type].properties
				.filter((field) => field.type !== 'hidden')
				.filter((field) => NodeHelpers.displayParameter({ advanced }, field, null, null))
				.map(({ name }) => name);
		const key = type === 'aceDataApi' ? 'token' : 'apiKey';
		expect(shown(false)).toEqual([key, 'callbackToken', 'advanced']);
		expect(shown(true)).toContain('baseUrl');
	});

	it.each(Object.values(types))(
		'$name: its help is a section of the README',
		({ documentationUrl }) => {
			const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
			const [, anchor] = documentationUrl.split('#');
			const anchors = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
				title
					.toLowerCase()
					.replace(/[^\w -]/g, '')
					.replace(/ /g, '-'),
			);
			expect(anchors).toContain(anchor);
		},
	);
});
