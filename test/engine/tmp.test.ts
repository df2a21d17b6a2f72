import { Engine } from './harness/engine';
import { sequence, start, node, fields } from './harness/workflows';
it('loads', async () => {
	const engine = await Engine.start({
		credentials: { kieApi: { apiKey: 'x', baseUrl: 'http://127.0.0.1:9' } },
	});
	console.log(
		await engine.testCredential('kieApi', { apiKey: 'x', baseUrl: 'http://127.0.0.1:9' }),
	);
	const run = await engine.run(
		sequence(
			start(),
			node('Veo', 'n8n-nodes-veo.veo', { provider: 'kie', prompt: 'a cat' }),
			fields('C', { a: "={{ $('Start').item.json }}" }),
		),
	);
	console.log(run.status, run.error, run.json('Veo'));
	await engine.stop();
});
