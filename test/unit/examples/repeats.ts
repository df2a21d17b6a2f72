import { bounds, endsRounds } from './bounds';
import { BY_CALLBACK, Graph, labelOf, type Edge, type Example, type Place } from './graph';

const LOOP = 'n8n-nodes-base.splitInBatches';
/** What makes a video of a prompt; a 1080p version or an extension is made of a video. */
const FROM_PROMPT = ['text2video', 'image2video', 'reference2video'];

/** What a node buys; undefined of one that buys nothing. */
export function boughtBy({ type, parameters }: Place): string | undefined {
	const { resource, operation } = parameters;
	if (/^n8n-nodes-veo\.veo(Tool)?$/.test(type)) {
		if ((resource ?? 'video') !== 'video') return undefined;
		return FROM_PROMPT.includes(String(operation ?? 'text2video')) ? 'video' : String(operation);
	}
	if (/^n8n-nodes-veo\.musicVideo(Tool)?$/.test(type)) {
		const made = String(resource ?? 'musicVideo');
		return ['musicVideo', 'song'].includes(made) && operation === 'create' ? made : undefined;
	}
	return undefined;
}

/**
 * The ways on which one item is bought twice: from a node that buys back to itself, or to another that
 * buys the same thing and not a further version of the first. Ways that a rule bounds do not count.
 * @returns each way in words
 */
export function repeats(examples: Example[]): string[] {
	const graph = new Graph(examples);
	const buyers = graph.places.filter((place) => boughtBy(place) !== undefined);
	const isBounded = boundedEdges(graph);
	return [
		...buyers.filter(isUnguardedTool).map((place) => `${labelOf(place)}: no spending guard`),
		...buyers.flatMap((buyer) => {
			const done = new Set(graph.places.filter((place) => isLoopAround(graph, place, buyer)));
			const ways = graph.reachable(graph.from(buyer), (edge) => {
				// What comes back to Loop Over Items is done, and goes around no more.
				if (done.has(edge.from) && edge.output !== 0) return false;
				return !isBounded(edge);
			});
			return buyers
				.filter((other) => ways.has(other) && isSame(buyer, other))
				.map((other) => inWords(buyer, ways.get(other) ?? []));
		}),
	];
}

/** The rules that bound the ways of the examples, by the node where the way would go on. */
export function boundsOf(examples: Example[]): Record<string, string> {
	const graph = new Graph(examples);
	const named = graph.places.flatMap((place) => {
		const bound = bounds(graph, place, boughtBy);
		return bound === undefined ? [] : [[labelOf(place), bound]];
	});
	return Object.fromEntries(named);
}

/** The ways within one execution that go around and that nothing ends. */
export function endless(example: Example): string[] {
	const graph = new Graph([example]);
	const mayGo = (edge: Edge): boolean =>
		edge.output !== BY_CALLBACK &&
		!(edge.output === 0 && endsRounds(edge.from)) &&
		!(edge.to.type === LOOP && isPlain(edge.to));
	return graph.places.flatMap((place) => {
		const way = graph.reachable(graph.from(place), mayGo).get(place);
		return way ? [inWords(place, way)] : [];
	});
}

function boundedEdges(graph: Graph): (edge: Edge) => boolean {
	const bounded = new Set(
		graph.places.filter((place) => bounds(graph, place, boughtBy) !== undefined),
	);
	return ({ from, output }) => output === 0 && bounded.has(from);
}

/** Whether a buyer is in the loop of a Loop Over Items that never puts out an item again. */
function isLoopAround(graph: Graph, loop: Place, buyer: Place): boolean {
	if (loop.type !== LOOP || !isPlain(loop)) return false;
	const round = graph.from(loop).filter(({ output }) => output === 1);
	const isInside = ({ from, output }: Edge) => from !== loop || output === 1;
	return graph.reachable(round, isInside).has(buyer);
}

function isPlain({ parameters }: Place): boolean {
	return !(parameters.options as { reset?: unknown } | undefined)?.reset;
}

function isUnguardedTool({ type, parameters }: Place): boolean {
	const { maxPurchasesPerRun } = (parameters.options ?? {}) as { maxPurchasesPerRun?: unknown };
	return type.endsWith('Tool') && !(Number(maxPurchasesPerRun) > 0);
}

function isSame(first: Place, second: Place): boolean {
	if (first === second) return true;
	return boughtBy(first) === boughtBy(second) && !('taskId' in second.parameters);
}

function inWords(from: Place, way: Edge[]): string {
	return [from, ...way.map(({ to }) => to)].map(labelOf).join(' → ');
}
