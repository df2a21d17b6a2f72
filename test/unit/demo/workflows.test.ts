import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXAMPLES } from '../../../dev/demo/examples';
import type { Workflow } from '../../../dev/n8n/workflow';
import { EXAMPLES as FOLDER } from '../../../dev/demo/paths';
import { fit, nodeOfType, readExample } from '../../../dev/demo/workflows';
import { n8n } from '../../../package.json';

const SCENARIOS = join(__dirname, '../../e2e/scenarios');

const OWN_NODES = n8n.nodes.map((file) => {
	const name = basename(file, '.node.js');
	return `n8n-nodes-veo.${name[0].toLowerCase()}${name.slice(1)}`;
});

describe('fit', () => {
	const setting = {
		credentialIds: { kieApi: 'id-1' },
		pollInterval: 2,
		callbackUrl: 'http://127.0.0.1:1/webhook/x/veo',
	};
	const workflow: Workflow = {
		name: 'W',
		connections: {},
		nodes: [
			{
				name: 'Poll',
				type: 'n8n-nodes-veo.veo',
				parameters: { resource: 'video', prompt: 'p', options: { pollInterval: 15, seeds: 1 } },
				credentials: { kieApi: { name: 'Kie.ai account' } },
			},
			{
				name: 'Submit',
				type: 'n8n-nodes-veo.veo',
				parameters: { callbackUrl: 'https://n8n.example.com/x' },
			},
			{ name: 'Other', type: 'n8n-nodes-base.noOp', parameters: {} },
		],
	};

	it('sets credentials, poll interval and callback URL where the node has them', () => {
		const [poll, submit, other] = fit(workflow, setting).nodes;
		expect(poll.parameters).toEqual({
			resource: 'video',
			prompt: 'p',
			options: { pollInterval: 2, seeds: 1 },
		});
		expect(poll.credentials).toEqual({ kieApi: { name: 'Kie.ai account', id: 'id-1' } });
		expect(submit.parameters).toEqual({ callbackUrl: setting.callbackUrl });
		expect(other).toEqual(workflow.nodes[2]);
	});

	it('leaves a callback URL that comes with the item', () => {
		const parameters = { callbackUrl: '={{ $json.callbackUrl }}' };
		const node = { name: 'Submit', type: 'n8n-nodes-veo.veo', parameters };
		expect(fit({ ...workflow, nodes: [node] }, setting).nodes).toEqual([node]);
	});

	it('leaves the example as it was read', () => {
		const before = structuredClone(workflow);
		fit(workflow, setting);
		expect(workflow).toEqual(before);
	});
});

it('nodeOfType says which node is missing', async () => {
	const workflow = await readExample('text-to-video');
	expect(nodeOfType(workflow, 'n8n-nodes-veo.veo').name).toBe('Make the Video');
	expect(() => nodeOfType(workflow, 'n8n-nodes-base.cron')).toThrow(/Text to Video.*cron/);
});

describe('examples', () => {
	const files = readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.map((file) => basename(file, '.json'));

	it('are all run, by the demo or by a test in a real n8n', () => {
		const run = EXAMPLES.flatMap(({ name, startedBy }) => [
			name,
			...(startedBy ? [startedBy] : []),
		]);
		expect(run.filter((name) => !files.includes(name))).toEqual([]);
		const tests = readdirSync(SCENARIOS)
			.map((file) => readFileSync(join(SCENARIOS, file), 'utf8'))
			.join();
		const rest = files.filter((name) => !run.includes(name));
		expect(rest.filter((name) => !tests.includes(`'${name}'`))).toEqual([]);
	});

	it.each(files)('%s can be imported by anybody', async (file) => {
		const { nodes, connections } = await readExample(file);
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		for (const { type, credentials, parameters } of nodes) {
			// n8n makes the tool of an agent out of the node.
			if (type.startsWith('n8n-nodes-veo.')) expect(OWN_NODES).toContain(type.replace(/Tool$/, ''));
			for (const credential of Object.values(credentials ?? {})) {
				expect(credential).toEqual({ name: expect.stringMatching(/ account$/) });
			}
			// The providers ask for 5 to 30 seconds between two look-ups.
			const { pollInterval = 30 } = (parameters.options ?? {}) as { pollInterval?: number };
			expect(pollInterval).toBeGreaterThanOrEqual(10);
			expect(JSON.stringify(parameters)).not.toMatch(/127\.0\.0\.1|localhost/);
		}
		const targets = JSON.stringify(connections).matchAll(/"node":"([^"]+)"/g);
		for (const name of [...Object.keys(connections), ...[...targets].map(([, target]) => target)]) {
			expect(names).toContain(name);
		}
	});
});
