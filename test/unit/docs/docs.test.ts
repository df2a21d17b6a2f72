import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { AceDataApi } from '../../../credentials/AceDataApi.credentials';
import { KieApi } from '../../../credentials/KieApi.credentials';
import { SunoApi } from '../../../credentials/SunoApi.credentials';
import { MusicVideo } from '../../../nodes/MusicVideo/MusicVideo.node';
import { Veo } from '../../../nodes/Veo/Veo.node';
import { VeoTrigger } from '../../../nodes/VeoTrigger/VeoTrigger.node';
import { outputNames } from '../../../nodes/VeoTrigger/route';
import manifest from '../../../package.json';
import { readPage, type Page } from './markdown';
import * as mistakes from './mistakes';
import { pathsOf, ROOT } from './repository';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const paths = pathsOf();
const repository: mistakes.Repository = {
	paths: new Set(paths),
	pages: new Map(
		paths.filter((path) => path.endsWith('.md')).map((path) => [path, readPage(read(path))]),
	),
	scripts: new Set(Object.keys(manifest.scripts)),
	binaries: new Set(readdirSync(join(ROOT, 'node_modules/.bin'))),
};
const examples = paths
	.filter((path) => /^examples\/[^/]*\.json$/.test(path))
	.map((path) => read(path));

/** The names of fields and choices, as the editor shows them. */
function namesOf(
	fields: Array<INodeProperties | INodePropertyOptions | INodePropertyCollection>,
): string[] {
	return fields.flatMap((field) => [
		'displayName' in field ? field.displayName : field.name,
		...('options' in field ? namesOf(field.options ?? []) : []),
		...('values' in field ? namesOf(field.values) : []),
		...('modes' in field ? (field.modes ?? []).map(({ displayName }) => displayName) : []),
	]);
}

const types = [new Veo(), new MusicVideo(), new VeoTrigger()];
const credentials = [new AceDataApi(), new KieApi(), new SunoApi()];

const NAMES = new Set([
	...types.flatMap(({ description }) => [
		description.displayName,
		...namesOf(description.properties),
	]),
	...credentials.flatMap(({ displayName, properties }) => [displayName, ...namesOf(properties)]),
	...outputNames('errorType', ['text']),
	// Outputs by an expression, see completionFields.ts.
	...['Succeeded', 'Failed', 'Timed Out'],
	// n8n's own.
	...[
		'Binary',
		'Continue On Fail',
		'On Error',
		'Retry',
		'Retry On Fail',
		'Split Out',
		'Unreleased',
	],
]);

describe.each([...repository.pages.keys()])('%s', (path) => {
	const page = repository.pages.get(path) ?? readPage('');

	it('has no dead link', () => {
		expect(mistakes.deadLinks(path, repository)).toEqual([]);
	});

	it('has pictures that are there, and says what they show', () => {
		expect(mistakes.badPictures(path, repository)).toEqual([]);
	});

	it('has commands that can be run', () => {
		const commands = mistakes.commandsOf(page);
		expect(commands.flatMap((text) => mistakes.unknownCommands(text, repository))).toEqual([]);
	});

	it('has JSON that is some, and no workflow but the examples', () => {
		expect(mistakes.badJson(page, examples)).toEqual([]);
	});
});

it.each([
	...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'],
	...['lib/README.md', 'test/README.md'],
])('%s names no file or folder that does not exist', (path) => {
	expect(mistakes.missingPaths(path, repository)).toEqual([]);
});

it.each([...repository.pages.keys()].filter((path) => /^(README\.md|docs\/[^/]*\.md)$/.test(path)))(
	'%s names fields and choices as the nodes do',
	(path) => {
		const page = repository.pages.get(path) ?? readPage('');
		expect(mistakes.unknownNames(page, NAMES)).toEqual([]);
	},
);

it('has a page for each decision in the list of decisions', () => {
	const listed = repository.pages.get('docs/decisions/README.md')?.links;
	const pages = paths.filter((path) => /^docs\/decisions\/(?!README)./.test(path));
	expect(pages.length).toBeGreaterThan(10);
	expect([...(listed ?? [])].sort()).toEqual(
		pages.map((path) => path.replace('docs/decisions/', '')).sort(),
	);
});

const TESTS = [...read('test/e2e/scenarios/survival.ts').matchAll(/'(survival: [^']*)'/g)].map(
	([, name]) => new RegExp(`^${name.replace('%s', '(stopped|killed)')}`),
);

/** What a page calls a test of what becomes of a paid task, and none is called, or begins, so. */
function unknownTests({ codeSpans }: Page): string[] {
	const named = codeSpans.filter((span) => span.startsWith('survival: '));
	return named.filter(
		(span) => !TESTS.some((test) => test.test(span) || test.source.includes(span)),
	);
}

it('names for each row of what happens to a paid task a test that exists, and leaves none out', () => {
	const page = repository.pages.get('docs/money-safety.md') ?? readPage('');
	expect(unknownTests(page)).toEqual([]);
	expect(page.codeSpans.filter((span) => span.startsWith('survival: '))).toHaveLength(
		TESTS.length + 1,
	);
	expect(unknownTests(readPage('`survival: the moon is gone`'))).toEqual([
		'survival: the moon is gone',
	]);
});

it('shows a record that has no field which the nodes do not put out', () => {
	const [record, error] = (repository.pages.get('docs/record.md') ?? readPage('')).fences.map(
		({ text }) => JSON.parse(text) as object,
	);
	const { properties } = JSON.parse(read('nodes/Veo/__schema__/v1.0.0/task/get.json')) as {
		properties: Record<string, { properties: object }>;
	};
	expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(record)));
	expect(Object.keys(properties.error.properties)).toEqual(
		expect.arrayContaining(Object.keys(error)),
	);
});

it('is short enough to be read', () => {
	expect(read('README.md').split('\n').length).toBeLessThan(250);
});

it.each(types)('the help of $description.displayName is in the README', ({ description }) => {
	const file = paths.find((path) =>
		path.endsWith(`/${description.displayName.replace(/ /g, '')}.node.json`),
	);
	const urls = [...read(file ?? '').matchAll(/"url": "(.*)"/g)].map(([, url]) => url);
	expect(urls).toHaveLength(2);
	for (const url of urls) {
		const [page, anchor] = url.split('#');
		expect(page).toBe(manifest.homepage.split('#')[0]);
		expect(repository.pages.get('README.md')?.anchors).toContain(anchor);
	}
});

describe('a bad page', () => {
	const bad = (text: string): mistakes.Repository => ({
		...repository,
		pages: new Map(repository.pages).set('docs/bad.md', readPage(text)),
	});
	const links = (text: string) => mistakes.deadLinks('docs/bad.md', bad(text));
	const commands = (text: string) =>
		mistakes
			.commandsOf(readPage(text))
			.flatMap((each) => mistakes.unknownCommands(each, repository));

	it('has links that lead nowhere', () => {
		expect(links('[a](veo.md) [b](../README.md#money-safety) [c](https://example.com/x)')).toEqual(
			[],
		);
		expect(links('## Here\n[a](#here) [b](decisions)')).toEqual([]);
		expect(
			links('[a](nowhere.md) [b](../README.md#nowhere) [c](#here) [d](../docs/images/x)'),
		).toEqual(['nowhere.md', '../README.md#nowhere', '#here', '../docs/images/x']);
	});

	it('has pictures that nobody sees', () => {
		const pictures = (text: string) => mistakes.badPictures('docs/bad.md', bad(text));
		expect(
			pictures('![The panel](images/veo.png) <img src="images/veo.png" alt="The panel">'),
		).toEqual([]);
		expect(pictures('![](images/veo.png) ![The panel](images/no.png)')).toEqual([
			'images/veo.png',
			'images/no.png',
		]);
		expect(pictures('<img src="images/veo.png">\n\nA <img src="no.png" alt="The panel">')).toEqual(
			['images/veo.png', 'no.png'].reverse().sort(),
		);
	});

	it('names what does not exist', () => {
		const missing = (text: string) => mistakes.missingPaths('docs/bad.md', bad(text));
		expect(
			missing('`lib/task.ts` `kie/veo.ts` `dev/n8n/` `dist/` `npm test` `n8n-workflow`'),
		).toEqual([]);
		expect(missing('`lib/nothing.ts` `lib/nowhere/` `nothing.ts`')).toEqual([
			...['lib/nothing.ts', 'lib/nowhere/', 'nothing.ts'],
		]);
	});

	it('has commands that nobody can run', () => {
		expect(commands('```sh\nnpm ci && npm test\nbash .ci/run\n```\n`npx jest -w 1`')).toEqual([]);
		expect(commands('```sh\nnpm ci && npm run nothing\nmake all\n```')).toEqual([
			'npm run nothing',
			'make all',
		]);
		expect(commands('`npx nothing-at-all` and `bash .ci/nothing`')).toEqual([
			'npx nothing-at-all',
			'bash .ci/nothing',
		]);
	});

	it('has a workflow that no test has run', () => {
		const [example] = examples;
		expect(mistakes.badJson(readPage(`\`\`\`json\n${example}\n\`\`\``), examples)).toEqual([]);
		for (const text of ['{"nodes": []}\n', '{"a": }\n']) {
			expect(mistakes.badJson(readPage(`\`\`\`json\n${text}\`\`\``), examples)).toEqual([text]);
		}
	});

	it('names a field that no node has', () => {
		const names = (text: string) => mistakes.unknownNames(readPage(text), NAMES);
		expect(names('_Wait for Result_, _Task → Get Many_, _a word_, _Nothing was bought._')).toEqual(
			[],
		);
		expect(names('_Wait for Results_ and _Task → Get All_')).toEqual([
			'Wait for Results',
			'Get All',
		]);
	});
});
