import type { INodeParameters } from 'n8n-workflow';

import { startScriptedKie, type ScriptedKie } from './harness/scriptedKie';
import { CALLBACK_TOKEN, setStage, type Stage } from './stage';
import { succeeded, taken, triggered } from './triggered';

const EVIL = 'https://attacker.example/evil.mp4';
const FAILING = "={{ $('No such node').first().json.value }}";

let stage: Stage;
let kie: ScriptedKie;
beforeAll(async () => {
	stage = await setStage();
});
beforeEach(async () => {
	kie = await startScriptedKie();
	kie.records.set('t', 'succeeded');
});
afterEach(async () => {
	await kie.close();
});
afterAll(async () => {
	await stage.stop();
});

async function call(parameters: INodeParameters, request: object = {}) {
	const engine = await stage.withCredentials({ kieApi: { baseUrl: kie.url } });
	const workflow = triggered(parameters);
	const all = { query: { token: CALLBACK_TOKEN }, body: succeeded('t', EVIL), ...request };
	return {
		first: await engine.webhook(workflow, 'Trigger', all),
		second: await engine.webhook(workflow, 'Trigger', all),
	};
}

const NOT_FALSE: Array<[string, unknown]> = [
	['the text true', '={{ "true" }}'],
	['the text false', '={{ "false" }}'],
	['a number', '={{ 1 }}'],
	['zero', '={{ 0 }}'],
	['nothing', '={{ undefined }}'],
	['null', '={{ null }}'],
	['an expression that fails', FAILING],
];

it.each(NOT_FALSE)('Confirm With Provider stays on for %s', async (_, confirm) => {
	const { first } = await call({ confirm: confirm as string });
	expect(first.run?.json('Trigger')[0].videoUrl).toBe(kie.fileOf('t'));
});

it.each(NOT_FALSE)('Ignore Duplicates stays on for %s', async (_, ignoreDuplicates) => {
	const { first, second } = await call({ ignoreDuplicates: ignoreDuplicates as string });
	expect(taken(first)).toEqual(['Success']);
	expect(second).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
});

it.each(['false', '={{ false }}', FAILING, ''])(
	'an Authentication of %p, which is none, lets nobody in',
	async (authentication) => {
		const { first } = await call({ authentication });
		expect(first.statusCode).toBe(401);
		expect(first.run).toBeUndefined();
	},
);

it('a setting that cannot be read loses no event', async () => {
	const options = {
		download: true,
		binaryProperty: FAILING,
		maxDownloadSize: FAILING,
		includeRaw: FAILING,
		signatureMaxAge: FAILING,
	};
	const { first } = await call({ branches: 'no such branches', options });
	expect(taken(first)).toEqual(['Success']);
	expect(first.run?.items('Trigger')[0].binary).toHaveProperty('data');
});

it('an unknown provider is answered with 503, so that nothing is lost until it is corrected', async () => {
	const { first } = await call({ provider: 'nobody' });
	expect(first).toMatchObject({ statusCode: 503, body: { error: 'tryAgain' } });
});
