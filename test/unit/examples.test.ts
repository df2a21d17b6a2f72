import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IConnections, INode } from 'n8n-workflow';

const FOLDER = join(__dirname, '../../examples');

interface Example {
	name: string;
	nodes: INode[];
	connections: IConnections;
	pinData?: object;
}

const EXAMPLES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.json'))
	.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Example);

function isBuying({ type, parameters: { resource } }: INode): boolean {
	return (
		(type === 'n8n-nodes-veo.veo' && resource === 'video') ||
		(type === 'n8n-nodes-veo.musicVideo' && ['musicVideo', 'song'].includes(String(resource)))
	);
}

/** The nodes that the items of a node can reach, over however many others. */
function reachableFrom(name: string, connections: IConnections): Set<string> {
	const reached = new Set<string>();
	const open = [name];
	for (let from = open.pop(); from !== undefined; from = open.pop()) {
		for (const { node } of (connections[from]?.main ?? []).flatMap((links) => links ?? [])) {
			if (!reached.has(node)) open.push(node);
			reached.add(node);
		}
	}
	return reached;
}

describe.each(EXAMPLES.map((example) => [example.name, example] as const))(
	'the example %s',
	(_, { nodes, connections, pinData }) => {
		it('has what the editor needs to execute a single step', () => {
			expect(pinData).toEqual({});
		});

		it('cannot buy in a loop', () => {
			for (const { name } of nodes.filter(isBuying)) {
				expect(reachableFrom(name, connections)).not.toContain(name);
			}
		});

		it('connects nodes that are there', () => {
			const names = nodes.map(({ name }) => name);
			expect(new Set(names).size).toBe(names.length);
			for (const from of Object.keys(connections)) {
				expect(names).toContain(from);
				for (const to of reachableFrom(from, connections)) expect(names).toContain(to);
			}
		});
	},
);

it('finds a loop where there is one', () => {
	const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
	const loop: IConnections = { Veo: to('Wait'), Wait: to('If'), If: to('Veo') };
	expect(reachableFrom('Veo', loop)).toContain('Veo');
});
