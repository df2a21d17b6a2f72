import { createHash, randomUUID } from 'node:crypto';
import axios from 'axios';
import type { SavedWorkflow } from '../../../../dev/n8n/client';
import type { Workflow } from '../../../../dev/n8n/workflow';
import { fit, readExample } from '../../../../dev/demo/workflows';
import { until } from '../../../../dev/n8n/until';
import type { Run, Stage } from '../stage';

const LIMIT_MS = 60_000;

/** What a user of an example fills in: parameters by the name of the node. */
export type Choices = Record<string, Record<string, unknown>>;

/** Saves an example of `examples/services` in n8n, with the choices of its user. */
export async function saveExample(
	stage: Stage,
	name: string,
	choices: Choices = {},
): Promise<SavedWorkflow> {
	const example = await readExample(`services/${name}`);
	const workflow: Workflow = {
		...fit(example, stage.exampleSetting()),
		name: `${example.name} ${randomUUID()}`,
	};
	for (const [node, parameters] of Object.entries(choices)) {
		const chosen = workflow.nodes.find((each) => each.name === node);
		if (!chosen) throw new Error(`The example ${name} has no node ${node}`);
		Object.assign(chosen.parameters, parameters);
	}
	return await stage.host.client.saveWorkflow(workflow);
}

/** The parameters of a Set node that sets these texts. */
export function texts(values: Record<string, string>): Record<string, unknown> {
	const assignments = Object.entries(values).map(([name, value]) => ({
		...{ id: name, name, value, type: 'string' },
	}));
	return { assignments: { assignments } };
}

/** Starts an execution as a click in the editor does. */
export async function click(stage: Stage, saved: SavedWorkflow, trigger: string): Promise<Run> {
	return stage.follow(await stage.host.client.run(saved, trigger));
}

/**
 * The execution that a request from outside starts.
 * @param request is repeated until it is answered with 200, for n8n listens a moment after it says so
 */
export async function started(
	stage: Stage,
	saved: SavedWorkflow,
	request: () => Promise<number | undefined>,
): Promise<Run> {
	const { client } = stage.host;
	const earlier = await client.executionIds(saved.id);
	await until('n8n to take the request', LIMIT_MS, async () =>
		(await request()) === 200 ? true : undefined,
	);
	const [id] = await client.newExecutionIds(saved.id, earlier, 1, LIMIT_MS);
	return stage.follow(id);
}

/** What tells one file from another. */
export function hash(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** The hash of the file at a URL of the simulator. */
export async function hashAt(url: unknown): Promise<string> {
	const { data } = await axios.get<Buffer>(String(url), {
		...{ responseType: 'arraybuffer', proxy: false },
	});
	return hash(data);
}
