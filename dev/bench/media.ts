import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';

import { explain } from '../demo/errors';
import { N8nClient } from '../n8n/client';
import { startN8n } from '../n8n/server';
import { MANUAL_TRIGGER, type Workflow, type WorkflowNode } from '../n8n/workflow';
import { installPackage, packPackage } from '../n8n/package';
import { say, step } from '../demo/progress';
import { ensureRuntime, type Runtime } from '../n8n/runtime';
import { startSimulator, type Simulator } from '../simulator/server';

/**
 * How much memory a download takes: a real n8n fetches a file of 1 MiB and one of 1 GiB through the
 * node Veo, and the same files through its own node HTTP Request. What is measured is the peak of the
 * resident memory of n8n's process, which Linux keeps (VmHWM) and can be told to forget.
 */

/** MiB. */
const SMALL = 1;
const LARGE = 1024;
/** MiB that the large file may take more than the small one. */
const ALLOWED_RISE = 64;
const LIMIT_MS = 10 * 60_000;
const CREDENTIAL = 'Kie.ai (simulator)';
const OWNER = {
	email: 'bench@example.com',
	firstName: 'Bench',
	lastName: 'Owner',
	password: 'Veo-bench-1',
};

interface Result {
	node: string;
	/** Peak in MiB by file. */
	small: number;
	large: number;
	/** Of the large file. */
	seconds: number;
}

/** A node that fetches a file of so many MiB. */
type Fetcher = (mib: number, simulatorUrl: string, credentialId: string) => Partial<WorkflowNode>;

const FETCHERS: Record<string, Fetcher> = {
	Veo: (mib, _, id) => ({
		type: 'n8n-nodes-veo.veo',
		typeVersion: 1,
		credentials: { kieApi: { id, name: CREDENTIAL } },
		parameters: {
			provider: 'kie',
			resource: 'video',
			operation: 'text2video',
			prompt: `[fast] [file big ${mib}]`,
			download: true,
			options: { pollInterval: 1, maxDownloadSize: 5000 },
		},
	}),
	'HTTP Request': (mib, simulatorUrl) => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url: `${simulatorUrl}/files/big/${mib}.mp4`,
			options: { response: { response: { responseFormat: 'file' } } },
		},
	}),
};

function workflow(name: string, node: Partial<WorkflowNode>): Workflow {
	const common = { typeVersion: 1, parameters: {} };
	return {
		name,
		nodes: [
			{ ...common, id: 'start', name: 'Start', type: MANUAL_TRIGGER, position: [0, 0] },
			{ ...common, type: '', ...node, id: 'fetch', name: 'Fetch', position: [200, 0] },
		],
		connections: { Start: { main: [[{ node: 'Fetch', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/** @returns the peak in MiB, and how long it took */
async function measure(client: N8nClient, pid: number, one: Workflow) {
	const saved = await client.saveWorkflow(one);
	await writeFile(`/proc/${pid}/clear_refs`, '5');
	const execution = await client.finished(await client.run(saved, 'Start'), LIMIT_MS);
	if (execution.status !== 'success') {
		throw new Error(`"${one.name}" ended as ${execution.status}: ${execution.error?.message}`);
	}
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const kib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
	return { peak: kib / 1024, seconds: (execution.stoppedAt - execution.startedAt) / 1000 };
}

/** Measures one node in an n8n of its own, so that no other has stretched its memory before. */
async function benchNode(
	node: string,
	runtime: Runtime,
	tarball: string,
	simulator: Simulator,
): Promise<Result> {
	// Outside the repository, whose n8n-workflow the package would find otherwise.
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-bench-'));
	await installPackage(tarball, folder);
	const n8n = await startN8n(runtime, folder);
	try {
		await n8n.ready();
		const client = await N8nClient.signIn(n8n.url, OWNER);
		const { id } = await client.saveCredential({
			name: CREDENTIAL,
			type: 'kieApi',
			data: { apiKey: simulator.settings.apiKeys.kie[0], baseUrl: `${simulator.url}/kie` },
		});
		const fetching = (mib: number) =>
			measure(client, n8n.pid, workflow(`${mib} MiB`, FETCHERS[node](mib, simulator.url, id)));
		// The first run loads code and opens connections, which is not what is asked about.
		await fetching(SMALL);
		const { peak } = await fetching(SMALL);
		const large = await fetching(LARGE);
		return { node, small: peak, large: large.peak, seconds: large.seconds };
	} finally {
		await n8n.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

async function bench(): Promise<boolean> {
	const runtime = await ensureRuntime('current');
	const tarball = await step('Building and packing the package', packPackage);
	const simulator = await startSimulator();
	try {
		const results: Result[] = [];
		for (const node of Object.keys(FETCHERS)) {
			const run = () => benchNode(node, runtime, tarball, simulator);
			results.push(await step(`Fetching through ${node} in n8n ${runtime.version}`, run));
		}
		say(`\n${table(results)}\n`);
		const [{ small, large }] = results;
		return large - small <= ALLOWED_RISE;
	} finally {
		await simulator.close();
	}
}

function table(results: Result[]): string {
	const rows = new Table({
		head: ['node', `peak ${SMALL} MiB`, `peak ${LARGE} MiB`, 'rise', `s for ${LARGE} MiB`],
		style: { head: [], border: [] },
	});
	const mib = (value: number) => `${value.toFixed(0)} MiB`;
	for (const { node, small, large, seconds } of results) {
		rows.push([node, mib(small), mib(large), mib(large - small), seconds.toFixed(1)]);
	}
	return rows.toString();
}

void bench().then(
	(isBounded) => {
		if (!isBounded) say(`The rise is more than ${ALLOWED_RISE} MiB.`);
		process.exit(isBounded ? 0 : 1);
	},
	(error: unknown) => {
		process.stderr.write(`\n${explain(error)}\n`);
		process.exit(1);
	},
);
