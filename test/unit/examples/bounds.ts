import { BY_CALLBACK, type Graph, type Place } from './graph';

interface Condition {
	leftValue: unknown;
	rightValue: unknown;
	operator: { type: string; operation: string };
}

/** How often one item may be bought at all. */
const MOST_ATTEMPTS = 2;
const DATA_TABLE = 'n8n-nodes-base.dataTable';

/**
 * The rule by which the first output of a node cannot make an item bought twice without end:
 *
 * - *nothing was bought*: an If right behind nodes that buy lets only those through whose record has no
 *   task ID and is not about an unclear submit.
 * - *counted in its row*: an If lets an order through while the count in its data table row is below a
 *   number of the workflow, and whatever buys behind it writes the new task's row with one more.
 * @param boughtBy what a node buys
 * @returns undefined where no rule holds
 */
export function bounds(
	graph: Graph,
	place: Place,
	boughtBy: (place: Place) => string | undefined,
): string | undefined {
	if (place.type !== 'n8n-nodes-base.if') return undefined;
	const conditions = allOf(place);
	const before = graph.into(place).map(({ from }) => from);
	if (before.length === 0) return undefined;
	if (before.every(boughtBy) && saysNothingBought(conditions)) return 'nothing was bought';
	const counter = conditions.map(counterOf).find((field) => field !== undefined);
	if (counter === undefined || !before.every(isRowOfTask)) return undefined;
	const ways = graph.reachable(
		graph.from(place).filter(({ output }) => output === 0),
		({ to, output }) => output !== BY_CALLBACK && to !== place,
	);
	const buyers = [...ways.keys()].filter(boughtBy);
	const isCounted = buyers.every((buyer) =>
		graph.from(buyer).some(({ output, to }) => output === 0 && countsOn(to, counter, before)),
	);
	return buyers.length > 0 && isCounted ? 'counted in its row' : undefined;
}

/** Whether an If lets through only so many rounds of an execution, as a number of the workflow says. */
export function endsRounds(place: Place): boolean {
	if (place.type !== 'n8n-nodes-base.if') return false;
	return allOf(place).some(
		({ leftValue, rightValue, operator }) =>
			/^=\{\{ \$runIndex(?: \+ 1)? \}\}$/.test(String(leftValue)) &&
			typeof rightValue === 'number' &&
			operator.operation === 'lt',
	);
}

/** The conditions of an If, where all of them must hold. */
function allOf({ parameters }: Place): Condition[] {
	const { conditions = [], combinator } = (parameters.conditions ?? {}) as {
		conditions?: Condition[];
		combinator?: string;
	};
	return combinator === 'and' || conditions.length === 1 ? conditions : [];
}

function saysNothingBought(conditions: Condition[]): boolean {
	const noTask = conditions.some(
		({ leftValue, operator }) =>
			leftValue === '={{ $json.taskId }}' && ['empty', 'notExists'].includes(operator.operation),
	);
	const notUnclear = conditions.some(
		({ leftValue, rightValue, operator }) =>
			leftValue === '={{ $json.error.reason }}' &&
			rightValue === 'submitUnknown' &&
			operator.operation === 'notEquals',
	);
	return noTask && notUnclear;
}

/** The field that a condition keeps below a number which is small and not reckoned. */
function counterOf({ leftValue, rightValue, operator }: Condition): string | undefined {
	const [, field] = /^=\{\{ \$json\.(\w+) \}\}$/.exec(String(leftValue)) ?? [];
	const isLow = typeof rightValue === 'number' && rightValue <= MOST_ATTEMPTS;
	return operator.operation === 'lt' && isLow ? field : undefined;
}

/** Whether a node puts out the row of the task that it is given, and nothing where there is none. */
function isRowOfTask({ type, parameters, alwaysOutputData }: Place): boolean {
	const { conditions = [] } = (parameters.filters ?? {}) as {
		conditions?: Array<{ keyName: string; condition: string; keyValue: unknown }>;
	};
	return (
		type === DATA_TABLE &&
		['get', 'update'].includes(String(parameters.operation)) &&
		alwaysOutputData !== true &&
		conditions.some(
			({ keyName, condition, keyValue }) =>
				keyName === 'taskId' && condition === 'eq' && keyValue === '={{ $json.taskId }}',
		)
	);
}

/** Whether a node writes the row of the task that it is given, with one more than the row before. */
function countsOn({ type, parameters }: Place, field: string, rows: Place[]): boolean {
	const { value = {} } = (parameters.columns ?? {}) as { value?: Record<string, unknown> };
	return (
		type === DATA_TABLE &&
		parameters.operation === 'insert' &&
		rows.some(
			(row) =>
				tableOf(row) === tableOf({ parameters }) &&
				value[field] === `={{ $('${row.name}').item.json.${field} + 1 }}`,
		) &&
		value.taskId === '={{ $json.taskId }}'
	);
}

function tableOf({ parameters }: Pick<Place, 'parameters'>): unknown {
	return (parameters.dataTableId as { value?: unknown } | undefined)?.value;
}
