/** Tolerant readers of JSON that somebody else wrote. None of them throws, whatever it is given. */

/** Answers with the object itself, or with an empty one where the value is no JSON object. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
	return isRecord(value) ? value : {};
}

/** Whether the value is a JSON object; arrays and null are not. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a JSON text stands for, undefined where it is no JSON; what is no text is itself. */
export function parsed(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value);
	} catch {
		return undefined;
	}
}

/** A text that is not blank, trimmed; a number counts as its digits. */
export function text(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}

/** A finite number, given as a number or as a decimal text. */
export function number(value: unknown): number | undefined {
	if (typeof value === 'string' && !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return undefined;
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const result = Number(value);
	return Number.isFinite(result) ? result : undefined;
}

export function boolean(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}

/** Whether the value is the text of an absolute http(s) URL. */
export function isHttpUrl(value: string): boolean {
	return /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
}

/** An http(s) URL; everything else is as good as no URL. */
export function url(value: unknown): string | undefined {
	const candidate = text(value);
	return candidate !== undefined && isHttpUrl(candidate) ? candidate : undefined;
}

/**
 * A list of http(s) URLs, whichever way it is written: array, JSON text, `[a, b]` without quotes,
 * `a,b`, one URL, or null. What is no URL is left out.
 */
export function urls(value: unknown): string[] {
	if (Array.isArray(value)) return value.map(url).filter((item) => item !== undefined);
	const list = text(value);
	if (list === undefined) return [];
	return (
		list
			.replace(/^\[/, '')
			.replace(/\]$/, '')
			// A URL may hold a comma itself; only one that a URL follows is a separator.
			.split(/,(?=[\s"']*https?:\/\/)/i)
			.map((part) => url(part.replace(/^[\s"']+|[\s"',]+$/g, '').replace(/\\\//g, '/')))
			.filter((item) => item !== undefined)
	);
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?$/;

/**
 * A point in time as ISO 8601.
 * @param value seconds or milliseconds since 1970 as number or text, ISO 8601, or
 *   `YYYY-MM-DD HH:mm:ss`
 * @param zone of a text that names none, for example `Z` or `+08:00`
 */
export function time(value: unknown, zone: string): string | undefined {
	const epoch = number(value);
	if (epoch !== undefined) return isoTime(Math.round(epoch < 1e11 ? epoch * 1000 : epoch));
	const parts = TIME.exec(text(value) ?? '');
	if (parts === null) return undefined;
	const [, day, clock, named = zone] = parts;
	return isoTime(Date.parse(`${day}T${clock}${named}`));
}

/** The time `days` after an ISO 8601 time, as ISO 8601. */
export function daysAfter(start: string | undefined, days: number): string | undefined {
	return start === undefined ? undefined : isoTime(Date.parse(start) + days * 86_400_000);
}

/** Zero and before are how providers write *no time*. */
function isoTime(milliseconds: number): string | undefined {
	const date = new Date(milliseconds);
	return milliseconds > 0 && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
}

/** The object without the fields that have no value. */
export function defined<T extends object>(fields: T): T {
	const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
	return Object.fromEntries(entries) as T;
}
