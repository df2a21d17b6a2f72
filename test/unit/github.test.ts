import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { pathsOf, ROOT } from './docs/repository';

const GITHUB = join(ROOT, '.github');
const read = <Content>(path: string) => parse(readFileSync(join(GITHUB, path), 'utf8')) as Content;

interface Job {
	steps: Array<{ run?: string; with?: { 'node-version'?: unknown } }>;
	strategy?: { matrix: { node: number[] } };
}

it('CI runs the tests on Node 20, 22 and 24, and those in real n8n', () => {
	const { jobs } = read<{ jobs: Record<string, Job> }>('workflows/ci.yml');
	const versions = Object.values(jobs).flatMap(({ steps, strategy }) => {
		const commands = steps.flatMap(({ run }) => run ?? []);
		const isTested = commands.includes('bash .ci/run') || commands.join() === 'npm ci,npm test';
		const given = steps.flatMap(({ with: input }) => input?.['node-version'] ?? []);
		return isTested ? (strategy?.matrix.node ?? given) : [];
	});
	expect(versions.map(Number).sort()).toEqual([20, 22, 24]);
	const everything = readFileSync(join(ROOT, '.ci/run'), 'utf8');
	for (const suite of ['test', 'test:e2e', 'test:queue', 'test:browser', 'test:chaos']) {
		expect(everything).toMatch(new RegExp(`^suite ${suite}( |$)`, 'm'));
	}
});

it('Dependabot looks after every lock, and the actions', () => {
	const { updates } = read<{
		updates: Array<{ 'package-ecosystem': string; directory?: string; directories?: string[] }>;
	}>('dependabot.yml');
	const foldersOf = (ecosystem: string) =>
		updates
			.filter((update) => update['package-ecosystem'] === ecosystem)
			.flatMap(({ directory, directories = [] }) => directory ?? directories);
	const locks = pathsOf()
		.filter((path) => /(^|\/)package-lock\.json$/.test(path))
		.map((path) => `/${path}`.replace(/\/package-lock\.json$/, '') || '/');
	expect(locks).toHaveLength(3);
	expect(foldersOf('npm').sort()).toEqual(locks.sort());
	expect(foldersOf('github-actions')).toEqual(['/']);
});

interface Form {
	body: Array<{ id?: string; type: string; validations?: { required: boolean } }>;
}

const FORMS = readdirSync(join(GITHUB, 'ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml');

it.each(FORMS)('the form %s demands the version of n8n and the provider', (file) => {
	const { body } = read<Form>(`ISSUE_TEMPLATE/${file}`);
	const demanded = body.filter(({ validations }) => validations?.required).map(({ id }) => id);
	expect(demanded).toEqual(expect.arrayContaining(['n8n-version', 'provider']));
	const ids = body.flatMap(({ id }) => id ?? []);
	expect(new Set(ids).size).toBe(ids.length);
});
