import { posix } from 'node:path';

import type { Fence, Page } from './markdown';

/** A repository, as far as its pages can name it. */
export interface Repository {
	/** Of files and folders; those of folders end in a slash. */
	paths: ReadonlySet<string>;
	/** By path. */
	pages: ReadonlyMap<string, Page>;
	/** Of package.json. */
	scripts: ReadonlySet<string>;
	/** What `npx` finds. */
	binaries: ReadonlySet<string>;
}

/** What begins with a scheme, or with the host alone. */
const IS_ABSOLUTE = /^([a-z][a-z+.-]*:|\/\/)/i;

/** Links of a page that lead nowhere. */
export function deadLinks(path: string, repository: Repository): string[] {
	const links = repository.pages.get(path)?.links ?? [];
	return links.filter((link) => !IS_ABSOLUTE.test(link) && !leadsSomewhere(path, link, repository));
}

function leadsSomewhere(from: string, link: string, { paths, pages }: Repository): boolean {
	const [file, anchor] = link.split('#');
	const to = file ? posix.join(posix.dirname(from), file) : from;
	const exists = paths.has(to) || paths.has(`${to.replace(/\/$/, '')}/`);
	if (anchor === undefined) return exists;
	return pages.get(to)?.anchors.includes(anchor) ?? false;
}

/** Pictures of a page that are not there, lie elsewhere, or say nothing to who cannot see them. */
export function badPictures(path: string, { pages, paths }: Repository): string[] {
	return (pages.get(path)?.pictures ?? [])
		.filter(
			({ source, alt }) => alt.length < 5 || !paths.has(posix.join(posix.dirname(path), source)),
		)
		.map(({ source }) => source);
}

/** What looks like the path or the name of a file or a folder. */
const IS_PATH = /^(?!@|\/|~|\.n8n)[\w.@-]*(\/[\w.@-]+)*(\/|\.(ts|js|mjs|cjs|json|md|svg|ya?ml))$/;
/** What a build or a run makes. */
const IS_MADE = /^(dist|output|\.demo|node_modules)\//;

/** Files and folders in the code spans of a page that do not exist, whole or by the end of their path. */
export function missingPaths(path: string, { pages, paths }: Repository): string[] {
	const all = [...paths];
	return (pages.get(path)?.codeSpans ?? []).filter(
		(span) =>
			IS_PATH.test(span) &&
			!IS_MADE.test(span) &&
			!all.some((known) => known === span || known.endsWith(`/${span}`)),
	);
}

/** What a shell or a container has, of which no more can be said. */
const KNOWN = new Set(['docker', 'mkdir', 'cd']);
const NPM = new Set(['ci', 'install', 'pack', 'publish', 'version']);

/** Commands in the text of a shell that nobody can run. */
export function unknownCommands(text: string, repository: Repository): string[] {
	const commands = text
		.split(/\n|&&/)
		.map((command) => command.trim())
		.filter(Boolean);
	return commands.filter((command) => !isKnown(command.split(/\s+/), repository));
}

function isKnown([program, ...words]: string[], repository: Repository): boolean {
	const [first = '', second = ''] = words;
	switch (program) {
		case 'npm':
			if (first === 'run') return repository.scripts.has(second);
			return NPM.has(first) || (['test', 'start'].includes(first) && repository.scripts.has(first));
		case 'npx':
			return repository.binaries.has(first);
		case 'bash':
			return repository.paths.has(first);
		default:
			return KNOWN.has(program);
	}
}

/** The commands of a page: its blocks for a shell, and the code spans that are one of npm or bash. */
export function commandsOf({ fences, codeSpans }: Page): string[] {
	return [
		...fences.filter(isShell).map(({ text }) => text),
		...codeSpans.filter((span) => /^(npm|npx|bash) \S/.test(span)),
	];
}

function isShell({ language }: Fence): boolean {
	return ['sh', 'bash', 'shell', ''].includes(language);
}

/** Blocks of JSON that are none, or a workflow that is not among the examples. */
export function badJson({ fences }: Page, examples: string[]): string[] {
	const known = examples.map((example) => JSON.stringify(JSON.parse(example)));
	return fences
		.filter(({ language }) => language === 'json')
		.filter(({ text }) => {
			try {
				const value = JSON.parse(text) as object;
				return 'nodes' in value && !known.includes(JSON.stringify(value));
			} catch {
				return true;
			}
		})
		.map(({ text }) => text);
}

/** Emphasised texts that are written like the name of a field, and are the name of none. */
export function unknownNames({ emphasised }: Page, names: ReadonlySet<string>): string[] {
	return emphasised
		.flatMap((text) => text.split(' → '))
		.filter((text) => isTitle(text) && !names.has(text));
}

const SMALL = new Set([
	'a',
	'an',
	'and',
	'as',
	'by',
	'for',
	'in',
	'of',
	'on',
	'or',
	'per',
	'the',
	'to',
]);

/** Whether a text is in Title Case, as n8n writes the names of fields and choices. */
function isTitle(text: string): boolean {
	const words = text.split(/\s+/);
	return (
		words.length <= 6 &&
		/^\p{Lu}[^.…:]*$/u.test(text) &&
		words.every((word) => SMALL.has(word) || /^[(\p{Lu}\d]/u.test(word))
	);
}
