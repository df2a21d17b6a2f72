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

/** Providers say what is wrong in a sentence or two. */
const MOST_WORDS = 2000;

/** Somebody's own words, cut to a length that a user can read and a pattern can search. */
export function words(value: unknown): string | undefined {
	const said = text(value);
	return said === undefined || said.length <= MOST_WORDS ? said : `${said.slice(0, MOST_WORDS)}…`;
}

/** A finite number, given as a number or as a decimal text. */
export function number(value: unknown): number | undefined {
	if (typeof value === 'string' && !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return undefined;
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const result = Number(value);
	return Number.isFinite(result) ? result : undefined;
}

/** The value where it is `true` or `false` itself. */
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

/** A text that is longer holds no list of URLs, and nothing in it is worth the time to look. */
const LONGEST_LIST = 100_000;

/**
 * A list of http(s) URLs, whichever way it is written: array, JSON text, `[a, b]` without quotes,
 * `a,b`, one URL, or null. What is no URL leaves a hole: a place in the list is the number of a video.
 */
export function urls(value: unknown): Array<string | undefined> {
	if (Array.isArray(value)) return value.map(url);
	const written = text(value);
	if (written === undefined || written.length > LONGEST_LIST) return [];
	const list = parsed(written);
	if (Array.isArray(list)) return list.map(url);
	const inner = written.startsWith('[')
		? written.slice(1, written.endsWith(']') ? -1 : undefined)
		: written;
	const parts: string[] = [];
	for (const part of inner.replaceAll('\\/', '/').split(',')) {
		// A URL may hold a comma itself; only one that a URL or null follows is a separator.
		const isNext = /^(https?:\/\/|null$)/i.test(withoutQuotes(part));
		if (isNext || parts.length === 0) parts.push(part);
		else parts.push(`${parts.pop() ?? ''},${part}`);
	}
	return parts.map((part) => url(withoutQuotes(part)));
}

const AROUND_URLS = ' \t\r\n"\',';

/** By hand, because a pattern for what ends a text tries again from every place in it. */
function withoutQuotes(part: string): string {
	let [start, end] = [0, part.length];
	while (start < end && AROUND_URLS.includes(part[start])) start++;
	while (end > start && AROUND_URLS.includes(part[end - 1])) end--;
	return part.slice(start, end);
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
