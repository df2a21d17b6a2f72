import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../.github/workflows');

/** A workflow without its comments. */
function read(file: string): string {
	return readFileSync(join(FOLDER, file), 'utf8').replace(/^\s*#.*\n/gm, '');
}

/** The jobs by name, each as its indented text. */
function jobsOf(workflow: string): Record<string, string> {
	const [, jobs] = workflow.split(/^jobs:\n/m);
	const parts = jobs.split(/^ {2}(\w+):\n/m).slice(1);
	return Object.fromEntries(
		parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1]]] : [])),
	);
}

/** What the steps of a job run, actions and commands alike. */
function stepsOf(job: string): string[] {
	return [...job.matchAll(/^\s*(?:- )?(?:uses|run): (.*)$/gm)].map(([, what]) => what);
}

const FILES = readdirSync(FOLDER);

describe.each(FILES)('%s', (file) => {
	const workflow = read(file);

	it('pins every action by its commit, and says of which version that is', () => {
		const actions = [...workflow.matchAll(/uses:(.*)/g)].map(([, action]) => action);
		expect(actions.length).toBeGreaterThan(0);
		for (const action of actions) {
			expect(action).toMatch(/^ [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
		}
	});

	it('lets no job hang for the six hours that GitHub grants', () => {
		const jobs = Object.values(jobsOf(workflow));
		expect(jobs.length).toBeGreaterThan(0);
		for (const job of jobs) expect(job).toMatch(/^ {4}timeout-minutes: \d+$/m);
	});

	it('may only read the repository', () => {
		const [head] = workflow.split(/^jobs:/m);
		expect(head).toMatch(/^permissions:\n {2}contents: read\n\n/m);
	});

	it('gives what is written in the source of an event to no shell', () => {
		expect(workflow).not.toMatch(/run:.*\$\{\{/);
		expect(workflow).not.toContain('pull_request_target');
	});
});

it('an action has the same commit everywhere', () => {
	const pins = FILES.flatMap((file) => [...read(file).matchAll(/uses: (.*)@(\w+)/g)]);
	const commits = new Map<string, Set<string>>();
	for (const [, action, commit] of pins) {
		commits.set(action, (commits.get(action) ?? new Set()).add(commit));
	}
	expect([...commits.values()].filter(({ size }) => size > 1)).toEqual([]);
});

it('only the job that publishes may do so, and runs nothing but GitHub’s actions and npm', () => {
	const all = FILES.flatMap((file) => Object.entries(jobsOf(read(file))));
	const allowed = all.filter(([, job]) => /permissions:|write/.test(job));
	expect(allowed.map(([name]) => name)).toEqual(['publish']);
	const [[, job]] = allowed;
	expect(/permissions:\n((?: {6}.*\n)+)/.exec(job)?.[1].trim()).toBe('id-token: write');
	expect(job).toContain('needs: build');
	expect(stepsOf(job)).toEqual([
		expect.stringMatching(/^actions\/setup-node@/),
		expect.stringMatching(/^actions\/download-artifact@/),
		// From a tarball npm runs no scripts, and installs nothing.
		'npm publish ./n8n-nodes-veo-*.tgz --ignore-scripts --provenance --access public',
	]);
});
