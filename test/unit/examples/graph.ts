import type { IConnections, INode } from 'n8n-workflow';

/** A workflow as n8n exports it, as far as its graph goes. */
export interface Example {
	name: string;
	nodes: INode[];
	connections: IConnections;
	pinData?: object;
}

/** A node of a workflow; the same name in another workflow is another node. */
export interface Place extends INode {
	/** Name of its workflow. */
	home: string;
}

/** One way from a node to another. */
export interface Edge {
	from: Place;
	/** Number of the output; -1 where the provider's callback is the way. */
	output: number;
	to: Place;
}

/** What a callback goes by, instead of an output. */
export const BY_CALLBACK = -1;
const TRIGGER = 'n8n-nodes-veo.veoTrigger';
/** What goes on in another workflow, which a test of these graphs would not see. */
const ELSEWHERE = /\.executeWorkflow$|\.toolWorkflow$/;

/** All nodes of some workflows and the ways between them, also those by callback. */
export class Graph {
	readonly places: Place[];
	readonly edges: Edge[];

	/** @throws Error where a node calls another workflow, or a connection leads nowhere */
	constructor(examples: Example[]) {
		this.places = examples.flatMap(({ name: home, nodes }) =>
			nodes.map((node) => ({ ...node, home })),
		);
		const elsewhere = this.places.find(({ type }) => ELSEWHERE.test(type));
		if (elsewhere) throw new Error(`Not understood: ${labelOf(elsewhere)} calls a workflow`);
		this.edges = [
			...examples.flatMap(({ name, connections }) => this.connected(name, connections)),
			...this.called(),
		];
	}

	from(place: Place): Edge[] {
		return this.edges.filter((edge) => edge.from === place);
	}

	into(place: Place): Edge[] {
		return this.edges.filter((edge) => edge.to === place);
	}

	/**
	 * The nodes that items can reach from these ways on.
	 * @param mayGo which ways are open
	 */
	reachable(start: Edge[], mayGo: (edge: Edge) => boolean): Map<Place, Edge[]> {
		const ways = new Map<Place, Edge[]>();
		const open = start.filter(mayGo).map((edge) => [edge]);
		for (let way = open.shift(); way !== undefined; way = open.shift()) {
			const { to } = way[way.length - 1];
			if (ways.has(to)) continue;
			ways.set(to, way);
			for (const next of this.from(to).filter(mayGo)) open.push([...way, next]);
		}
		return ways;
	}

	private connected(home: string, connections: IConnections): Edge[] {
		return Object.entries(connections).flatMap(([from, { main = [] }]) =>
			main.flatMap((links, output) =>
				(links ?? []).map((link) => ({
					from: this.named(home, from),
					output,
					to: this.named(home, link.node),
				})),
			),
		);
	}

	/** The example does not say where its callback URL leads, so it may be any trigger. */
	private called(): Edge[] {
		const triggers = this.places.filter(({ type }) => type === TRIGGER);
		return this.places
			.filter(({ parameters }) => parameters.callbackUrl)
			.flatMap((from) => triggers.map((to) => ({ from, output: BY_CALLBACK, to })));
	}

	private named(home: string, name: string): Place {
		const found = this.places.find((place) => place.home === home && place.name === name);
		if (!found) throw new Error(`${home}: there is no node "${name}"`);
		return found;
	}
}

/** What a message calls a node. */
export function labelOf({ home, name }: Place): string {
	return `${home} / ${name}`;
}
