import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { parse } from 'yaml';
import manifest from '../../package.json';
import { PROJECT_ROOT } from './pack';

interface Step {
	run?: string;
	uses?: string;
	with?: Record<string, string>;
}

/** Takes all tests of the repository; they are not run within one of them. */
const ALL_TESTS = 'bash .ci/run';
/** Nothing may leave this machine: nobody listens there, and npm does not try again. */
const OFFLINE = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };

let folder: string;
let build: { steps: Step[] };
let publish: { steps: Step[] };

beforeAll(async () => {
	const workflow = join(PROJECT_ROOT, '.github/workflows/publish.yml');
	const { jobs } = parse(await readFile(workflow, 'utf8')) as {
		jobs: Record<'build' | 'publish', { steps: Step[] }>;
	};
	({ build, publish } = jobs);
});

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-publish-'));
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

/** Runs the commands of a job as GitHub does: each in a shell that ends at the first failure. */
async function runJob(job: { steps: Step[] }, cwd: string, env: Record<string, string>) {
	const commands = job.steps.flatMap(({ run }) => (run && run !== ALL_TESTS ? [run] : []));
	expect(commands.length).toBeGreaterThan(0);
	let printed = '';
	for (const command of commands) {
		const { all } = await execa('bash', ['-e', '-o', 'pipefail', '-c', command], {
			cwd,
			env: { ...OFFLINE, ...env },
			all: true,
		});
		printed += `${all}\n`;
	}
	return printed;
}

/** What npm packs of this project, and nothing else. */
async function copyProject(): Promise<string> {
	const copy = join(folder, 'project');
	await mkdir(copy);
	for (const name of [...manifest.files, 'package.json', 'README.md', 'LICENSE']) {
		await cp(join(PROJECT_ROOT, name), join(copy, name), { recursive: true });
	}
	return copy;
}

/** Hands what the first job uploads to the second, by the names that the two give it. */
async function handOver(from: string): Promise<string> {
	const of = ({ steps }: { steps: Step[] }, action: string) =>
		steps.find(({ uses = '' }) => uses.startsWith(`actions/${action}@`))?.with ?? {};
	const upload = of(build, 'upload-artifact');
	expect(of(publish, 'download-artifact').name).toBe(upload.name);
	const [begin, end] = upload.path.split('*');
	const runner = join(folder, 'runner');
	await mkdir(runner);
	for (const name of await readdir(from)) {
		if (name.startsWith(begin) && name.endsWith(end))
			await cp(join(from, name), join(runner, name));
	}
	return runner;
}

const GITHUB = { GITHUB_REF_NAME: `v${manifest.version}` };

it('publishes the very tarball that was built, with provenance, but for the upload', async () => {
	const project = await copyProject();
	await runJob(build, project, GITHUB);
	const runner = await handOver(project);
	const [tarball, ...others] = await readdir(runner);
	expect([tarball, others]).toEqual([`${manifest.name}-${manifest.version}.tgz`, []]);

	const printed = await runJob(publish, runner, { npm_config_dry_run: 'true' });
	const built = await readFile(join(runner, tarball));
	expect(printed).toContain(`+ ${manifest.name}@${manifest.version}`);
	expect(printed).toContain(`shasum: ${createHash('sha1').update(built).digest('hex')}`);
	expect(printed).toContain('with tag latest and public access (dry-run)');
	expect(publish.steps.at(-1)?.run).toContain('--provenance');
});

it('builds nothing for a tag that is not the version of the package', async () => {
	const project = await copyProject();
	await expect(runJob(build, project, { GITHUB_REF_NAME: 'v0.0.1' })).rejects.toThrow('exit code');
	expect((await readdir(project)).filter((name) => name.endsWith('.tgz'))).toEqual([]);
});

it('publishes nothing where nothing was built', async () => {
	await expect(runJob(publish, folder, { npm_config_dry_run: 'true' })).rejects.toThrow(
		'exit code',
	);
});

it('runs all tests before it packs', () => {
	const commands = build.steps.map(({ run }) => run);
	expect(commands).toContain(ALL_TESTS);
	expect(commands.indexOf(ALL_TESTS)).toBeLessThan(commands.indexOf('npm pack'));
});
