import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import { connect, node } from '../../dev/n8n/builders';
import { Graph, type Example } from './examples/graph';
import { boundsOf, endless, repeats } from './examples/repeats';

const FOLDER = join(__dirname, '../../examples');

const EXAMPLES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.json'))
	.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Example);

describe.each(EXAMPLES.map((example) => [example.name, example] as const))(
	'the example %s',
	(_, example) => {
		it('has what the editor needs to execute a single step', () => {
			expect(example.pinData).toEqual({});
		});

		it('connects nodes that are there, and names each node once', () => {
			const names = example.nodes.map(({ name }) => name);
			expect(new Set(names).size).toBe(names.length);
			expect(() => new Graph([example])).not.toThrow();
		});

		it('does not go around for ever', () => {
			expect(endless(example)).toEqual([]);
		});
	},
);

describe('all examples together', () => {
	it('buy nothing twice for one item, but by a rule that has a name', () => {
		expect(repeats(EXAMPLES)).toEqual([]);
		expect(boundsOf(EXAMPLES)).toEqual({
			'Failover to Another Provider / Nothing Bought?': 'nothing was bought',
			'Veo Trigger with Branches / Buy Again?': 'counted in its row',
		});
	});

	/** The examples with one text of one of them replaced. */
	const changed = (name: string, text: string, by: string): Example[] =>
		EXAMPLES.map((example) => {
			if (example.name !== name) return example;
			const json = JSON.stringify(example);
			expect(json).toContain(text);
			return JSON.parse(json.replaceAll(text, by)) as Example;
		});

	it.each([
		['Failover to Another Provider', '"submitUnknown"', '"timeLimit"'],
		['Failover to Another Provider', '"combinator":"and"', '"combinator":"or"'],
		['Failover to Another Provider', '={{ $json.taskId }}', '={{ $json.videoUrl }}'],
		['Veo Trigger with Branches', '.json.attempt + 1 }}', '.json.attempt }}'],
		['Veo Trigger with Branches', '"rightValue":2', '"rightValue":20'],
		['Veo Trigger with Branches', '"rightValue":2', '"rightValue":"={{ $json.limit }}"'],
		['Veo Trigger with Branches', '"operation":"lt"', '"operation":"gt"'],
		['Veo Trigger with Branches', '"keyName":"taskId"', '"keyName":"prompt"'],
		['AI Agent with Veo', '"maxPurchasesPerRun":1', '"maxPurchasesPerRun":0'],
	])('%s: would be found without %s', (name, text, by) => {
		expect(repeats(changed(name, text, by))).not.toEqual([]);
	});

	it('No Public URL: would be found without a last round', () => {
		const endlessly = changed('No Public URL', '$runIndex + 1', '$json.index');
		expect(endlessly.flatMap(endless)).not.toEqual([]);
	});
});

describe('a workflow that buys twice is found', () => {
	const veo = (name: string, parameters: INodeParameters = {}) =>
		node(name, 'n8n-nodes-veo.veo', {
			resource: 'video',
			operation: 'text2video',
			...parameters,
		});
	const other = (name: string, type = 'noOp', parameters: INodeParameters = {}) =>
		node(name, `n8n-nodes-base.${type}`, parameters);
	const trigger = node('Trigger', 'n8n-nodes-veo.veoTrigger');
	const example = (nodes: INode[], links: Record<string, string[][]>): Example => ({
		name: 'Bad',
		nodes,
		connections: connect(links),
	});
	const counted = (leftValue: string, rightValue: unknown) =>
		other('If', 'if', {
			conditions: {
				combinator: 'and',
				conditions: [{ leftValue, rightValue, operator: { type: 'number', operation: 'lt' } }],
			},
		} as INodeParameters);

	it.each<[string, INode[], Record<string, string[][]>, string[]]>([
		[
			'a loop',
			[veo('Veo'), other('Wait', 'wait'), other('If', 'if')],
			{ Veo: [['Wait']], Wait: [['If']], If: [['Veo']] },
			['Bad / Veo → Bad / Wait → Bad / If → Bad / Veo'],
		],
		[
			'a loop over the error output',
			[veo('Veo', { operation: 'extend', taskId: 'a' })],
			{ Veo: [[], ['Veo']] },
			['Bad / Veo → Bad / Veo'],
		],
		[
			'another provider, whatever has happened at the first',
			[veo('One'), veo('Two', { provider: 'aceData' })],
			{ One: [[], ['Two']] },
			['Bad / One → Bad / Two'],
		],
		[
			'a callback that buys again',
			[veo('Veo', { completion: 'submitOnly', callbackUrl: 'https://a.example' }), trigger],
			{ Trigger: [['Veo']] },
			['Bad / Veo → Bad / Trigger → Bad / Veo'],
		],
		[
			'a counter that nobody counts',
			[veo('Veo'), counted('={{ $json.attempt }}', 2)],
			{ Veo: [['If']], If: [['Veo']] },
			['Bad / Veo → Bad / If → Bad / Veo'],
		],
		[
			'thirty rounds, each of which buys',
			[veo('Veo'), counted('={{ $runIndex }}', 30)],
			{ Veo: [['If']], If: [['Veo']] },
			['Bad / Veo → Bad / If → Bad / Veo'],
		],
		[
			'Loop Over Items that begins anew',
			[veo('Veo'), other('Loop', 'splitInBatches', { options: { reset: true } })],
			{ Loop: [[], ['Veo']], Veo: [['Loop']] },
			['Bad / Veo → Bad / Loop → Bad / Veo'],
		],
		[
			'what comes out of Loop Over Items bought once more',
			[veo('Veo'), veo('Again'), other('Loop', 'splitInBatches')],
			{ Loop: [['Again'], ['Veo']], Veo: [['Loop']] },
			['Bad / Veo → Bad / Loop → Bad / Again'],
		],
		[
			'an agent’s tool without a guard',
			[{ ...veo('Tool'), type: 'n8n-nodes-veo.veoTool' }],
			{},
			['Bad / Tool: no spending guard'],
		],
		[
			'two songs',
			['One', 'Two'].map((name) =>
				node(name, 'n8n-nodes-veo.musicVideo', { resource: 'song', operation: 'create' }),
			),
			{ One: [['Two']] },
			['Bad / One → Bad / Two'],
		],
	])('%s', (_, nodes, links, ways) => {
		expect(repeats([example(nodes, links)])).toEqual(ways);
	});

	it.each<[string, INode[], Record<string, string[][]>]>([
		[
			'Loop Over Items, each round of which buys another item',
			[veo('Veo'), other('Loop', 'splitInBatches'), other('Done')],
			{ Loop: [['Done'], ['Veo']], Veo: [['Loop']] },
		],
		[
			'a further version of what was bought',
			[veo('Veo'), veo('1080p', { operation: 'get_1080p', taskId: '={{ $json.taskId }}' })],
			{ Veo: [['1080p']] },
		],
		[
			'a loop behind the purchase',
			[veo('Veo'), other('Wait', 'wait'), veo('Get', { resource: 'task', operation: 'get' })],
			{ Veo: [['Wait']], Wait: [['Get']], Get: [['Wait']] },
		],
	])('%s is none', (_, nodes, links) => {
		expect(repeats([example(nodes, links)])).toEqual([]);
	});

	it('a loop without a last round is found', () => {
		const links = { Wait: [['Get']], Get: [['Wait']] };
		const nodes = [other('Wait', 'wait'), veo('Get', { resource: 'task', operation: 'get' })];
		expect(endless(example(nodes, links))).toHaveLength(2);
	});

	it('what goes on in another workflow is not taken for harmless', () => {
		const call = example([other('Call', 'executeWorkflow')], {});
		expect(() => repeats([call])).toThrow('Not understood');
		const nowhere: IConnections = connect({ Call: [['Gone']] });
		expect(() => repeats([{ ...call, nodes: [other('Call')], connections: nowhere }])).toThrow(
			'there is no node "Gone"',
		);
	});
});
