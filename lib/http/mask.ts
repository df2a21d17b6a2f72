const MASK = '***';

/**
 * Values of the query parameters `token` (Veo Trigger's) and `signature` (that of n8n's resume URLs),
 * in a URL that is written as it is, or encoded as part of another one, or in JSON text inside of JSON
 * text, or all of that. Signed links to files spell their parameters otherwise.
 */
const IN_URL =
	/((?:[?&;]|(?:%(?:25){0,9}|u00)(?:26|3[bBfF]))(?:token|signature)(?:=|%(?:25){0,9}3[dD]|(?:\\|%(?:25){0,9}5[cC]){1,99}u003[dD]))(?:[^&#\s"<>\\]|\\(?!\\{0,15}"))+/g;

const BEARER = /(Bearer(?:\s|\+|%(?:25){0,9}20))[^\s"<>&\\,;]+/gi;

/** The password of a URL that holds one. */
const PASSWORD = /(:\/\/[^\s/:@"<>]*:)[^\s/@"<>]+(?=@)/g;

function maskedText(text: string): string {
	return [IN_URL, BEARER, PASSWORD].reduce(
		(rest, secret) => rest.replace(secret, `$1${MASK}`),
		text,
	);
}

/**
 * Secrets never leave: what a provider or an error says goes through here before it becomes an item,
 * an error or a line in the log. Providers repeat what they were sent, and a callback token or the
 * signature of a resume URL in an item lets whoever reads it start workflows or resume runs.
 * @returns a copy; takes any JSON, however deep, and linear time
 */
export function masked<Value>(value: Value): Value {
	const unread: Array<unknown[] | Record<string, unknown>> = [];
	const copyOf = (inner: unknown): unknown => {
		if (typeof inner === 'string') return maskedText(inner);
		if (typeof inner !== 'object' || inner === null) return inner;
		const copy = Array.isArray(inner) ? [...(inner as unknown[])] : { ...inner };
		unread.push(copy);
		return copy;
	};
	const whole = copyOf(value);
	for (let copy = unread.pop(); copy; copy = unread.pop()) {
		if (Array.isArray(copy)) {
			for (const [index, inner] of copy.entries()) copy[index] = copyOf(inner);
			continue;
		}
		for (const [name, inner] of Object.entries(copy)) {
			const shown = maskedText(name);
			if (shown !== name) Reflect.deleteProperty(copy, name);
			copy[shown] = copyOf(inner);
		}
	}
	return whole as Value;
}

/** Shorter ones may be part of any word. */
const SHORTEST_SECRET = 8;

/** A text, be it JSON, in which a secret of ours does not stand as it is. */
export function without(secret: string | undefined, text: string): string {
	if (secret === undefined || secret.length < SHORTEST_SECRET) return text;
	const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
	return spellings.reduce((rest, spelling) => rest.replaceAll(spelling, MASK), text);
}
