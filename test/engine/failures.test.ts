import { connect, fields, node, start, type WorkflowJson } from './harness/workflows';
import { only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const THREE = prompts('one', 'two [policy]', 'three');

describe('Continue On Fail', () => {
	it('outputs the whole record with its error, in its place', async () => {
		const workflow = only(veo({}, { onError: 'continueRegularOutput' }));
		const run = await stage.engine.run(workflow, THREE);
		expect(run.status).toBe('success');
		expect(run.json('Veo')).toMatchObject([
			{ status: 'succeeded' },
			{
				provider: 'kie',
				product: 'veo',
				taskId: stage.simulator.ledger.purchases[1].taskId,
				status: 'failed',
				error: {
					type: 'contentRejected',
					code: 400,
					reason: 'contentPolicy',
					message: expect.stringContaining('content policies'),
					advice: expect.stringContaining('Change the prompt'),
					retryable: false,
				},
			},
			{ status: 'succeeded' },
		]);
		expect(run.items('Veo').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('sends failed items to the error output, linked to their input', async () => {
		const workflow: WorkflowJson = {
			nodes: [
				start(),
				veo({}, { onError: 'continueErrorOutput' }),
				node('Good', 'n8n-nodes-base.noOp'),
				fields('Bad', {
					from: "={{ $('Start').item.json.prompt }}",
					taskId: '={{ $json.taskId }}',
				}),
			],
			connections: connect({ Start: [['Veo']], Veo: [['Good'], ['Bad']] }),
		};
		const run = await stage.engine.run(workflow, THREE);
		expect(run.json('Good')).toHaveLength(2);
		expect(run.json('Veo', 1)).toMatchObject([
			{ status: 'failed', error: { type: 'contentRejected' } },
		]);
		expect(run.json('Bad')).toMatchObject([
			{ from: 'two [policy]', taskId: stage.simulator.ledger.purchases[1].taskId },
		]);
	});

	it('names nothing of the input as its own: the error output shows the record alone', async () => {
		const workflow: WorkflowJson = {
			nodes: [
				start(),
				veo({}, { onError: 'continueErrorOutput' }),
				node('Bad', 'n8n-nodes-base.noOp'),
			],
			connections: connect({ Start: [['Veo']], Veo: [[], ['Bad']] }),
		};
		const earlier = {
			taskId: 'of an earlier node',
			videoUrl: 'https://files.example/earlier.mp4',
			traceId: 'of an earlier node',
		};
		const prompt = 'a dog [submit refused 422]';
		const run = await stage.engine.run(workflow, { input: [{ json: { prompt, ...earlier } }] });
		const [bad] = JSON.parse(JSON.stringify(run.json('Bad'))) as object[];
		expect(bad).toMatchObject({ status: 'failed', prompt });
		for (const field of Object.keys(earlier)) expect(bad).not.toHaveProperty(field);
	});

	it('buys the good items when one of them is bad input', async () => {
		const workflow = only(veo({}, { onError: 'continueRegularOutput' }));
		const run = await stage.engine.run(workflow, prompts('one', '', 'three'));
		expect(run.json('Veo')).toMatchObject([
			{ status: 'succeeded' },
			{ status: 'failed', error: { type: 'invalidRequest', message: "'Prompt' is empty" } },
			{ status: 'succeeded' },
		]);
		expect(stage.simulator.ledger.purchases).toHaveLength(2);
	});

	it('keeps the id of a task that timed out', async () => {
		const workflow = only(veo({ timeLimit: 0.02 }, { onError: 'continueRegularOutput' }));
		const run = await stage.engine.run(workflow, prompts('a dog [never]'));
		expect(run.json('Veo')).toMatchObject([
			{
				status: 'timedOut',
				taskId: stage.simulator.ledger.purchases[0].taskId,
				error: { reason: 'timeLimit', retryable: false },
			},
		]);
	});
});

describe('without Continue On Fail the node stops and says what to do', () => {
	it.each([
		['policy', 'content policy', 'Change the prompt'],
		['unsafe image', 'image was judged unsafe', 'another image'],
		['english', 'nglish', 'in English'],
		['image fetch', 'Image not reachable', 'public URL'],
		['flow', 'Refused', 'rejected by Flow'],
		['501', '', 'Run again'],
		['unknown code', '', 'Look the task up'],
		['no url', '', 'ook'],
	])('[%s]', async (mark, words, advice) => {
		const run = await stage.engine.run(only(veo()), prompts(`a dog [${mark}]`));
		expect(run.error?.message).toContain(words);
		expect(run.error?.description).toContain(advice);
		const [purchase] = stage.simulator.ledger.purchases;
		expect(run.error?.description).toContain(purchase.taskId);
	});
});

describe('an account that cannot buy', () => {
	it.each([
		['kie', { kieApi: { apiKey: 'bad' } }],
		['aceData', { aceDataApi: { token: 'bad' } }],
	])('%s: a bad key is named', async (provider, credentials) => {
		const engine = await stage.withCredentials(credentials);
		const { error } = await engine.run(only(veo({ provider })), prompts('a dog'));
		expect(error?.description).toContain('API key');
	});

	it.each([
		['kie', { kie: 1 }],
		['aceData', { aceData: 0 }],
	])('%s: an empty balance is named', async (provider, credits) => {
		stage.simulator.configure({ credits });
		const { error } = await stage.engine.run(only(veo({ provider })), prompts('a dog'));
		expect(error?.description).toContain('Top up');
	});

	it('a provider that is not there is named, and nothing was bought', async () => {
		const engine = await stage.withCredentials({ kieApi: { baseUrl: 'http://127.0.0.1:9' } });
		const { error } = await engine.run(only(veo()), prompts('a dog'));
		expect(error?.message).toBe('No answer from Kie.ai');
		expect(error?.description).toContain('the connection was refused');
		expect(error?.description).toContain('base URL');
	});

	it('a base URL that is none is named', async () => {
		const engine = await stage.withCredentials({ kieApi: { baseUrl: 'api.kie.ai' } });
		const { error } = await engine.run(only(veo()), prompts('a dog'));
		expect(error?.message).toContain("'Base URL'");
	});
});
