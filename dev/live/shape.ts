/** What the samples of one value have in common. */
interface Field {
	/** The path of what it is in; the root is in nothing. */
	parent?: string;
	types: Set<string>;
	/** For the fields that the nodes decide by. */
	values: Set<string>;
	seen: number;
}

/** All values of some samples by their path, such as `body.data[].id`. */
export type Shape = Map<string, Field>;

export interface Difference {
	path: string;
	kind: 'missing' | 'added' | 'other type' | 'other value';
	expected: string;
	came: string;
}

/** Here providers say how it went, and another value is another answer. */
const DECISIVE = /(^|\.)(HTTP status|code|success|successFlag|state|status)$/;
const NOTHING = '–';

/** Infers the shape of samples. Texts that hold JSON, as Kie.ai's `paramJson`, are looked into. */
export function shapeOf(samples: unknown[]): Shape {
	const shape: Shape = new Map();
	for (const sample of samples) collect(shape, sample, '');
	return shape;
}

function collect(shape: Shape, value: unknown, path: string, parent?: string): void {
	const field = shape.get(path) ?? { parent, types: new Set(), values: new Set(), seen: 0 };
	shape.set(path, field);
	field.seen += 1;
	field.types.add(typeOf(value));
	if (DECISIVE.test(path)) field.values.add(String(value));
	const inside = jsonIn(value) ?? value;
	if (Array.isArray(inside)) {
		for (const item of inside) collect(shape, item, `${path}[]`, path);
	} else if (typeof inside === 'object' && inside !== null) {
		for (const [name, below] of Object.entries(inside)) {
			collect(shape, below, path === '' ? name : `${path}.${name}`, path);
		}
	}
}

/**
 * What differs, sorted by path. A field is missing only where the expected one is always there, and
 * below a field that is missing or of another type nothing more is said.
 */
export function differencesOf(expected: Shape, came: Shape): Difference[] {
	const differences: Difference[] = [];
	const closed = new Set<string | undefined>();
	const tell = (path: string, kind: Difference['kind'], words: [string, string]) => {
		differences.push({ path, kind, expected: words[0], came: words[1] });
	};
	for (const [path, field] of new Map([...expected, ...came])) {
		const [wanted, got] = [expected.get(path), came.get(path)];
		if (closed.has(field.parent)) {
			closed.add(path);
		} else if (!wanted) {
			tell(path, 'added', [NOTHING, list(field.types)]);
		} else if (!got) {
			closed.add(path);
			if (isAlways(expected, wanted)) tell(path, 'missing', [list(wanted.types), NOTHING]);
		} else if (beyond(got.types, wanted.types) !== '') {
			closed.add(path);
			tell(path, 'other type', [list(wanted.types), beyond(got.types, wanted.types)]);
		} else if (beyond(got.values, wanted.values) !== '') {
			tell(path, 'other value', [list(wanted.values), beyond(got.values, wanted.values)]);
		} else if (isAlways(expected, wanted) && !isAlways(came, got)) {
			tell(path, 'missing', [list(wanted.types), `${list(got.types)}, not always`]);
		}
	}
	return differences.sort((a, b) => a.path.localeCompare(b.path));
}

/** Whether a field is wherever what it is in is. */
function isAlways(shape: Shape, { parent, seen }: Field): boolean {
	return seen >= (shape.get(parent ?? '')?.seen ?? 0);
}

function beyond(came: Set<string>, expected: Set<string>): string {
	return list([...came].filter((word) => !expected.has(word)));
}

function list(words: Iterable<string>): string {
	return [...words].sort().join(' or ');
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'list';
	if (jsonIn(value) !== undefined) return 'text with JSON';
	return typeof value === 'string' ? 'text' : typeof value;
}

/** The object or list that a text holds as JSON. */
function jsonIn(value: unknown): object | undefined {
	if (typeof value !== 'string' || !/^[[{]/.test(value)) return undefined;
	try {
		return JSON.parse(value) as object;
	} catch {
		return undefined;
	}
}
