import { join, relative } from 'node:path';
import { download } from './download';
import { endedAsExpected, endingOf, type Example, tasksOf } from './examples';
import { explain } from './errors';
import type { N8nClient, SavedWorkflow } from '../n8n/client';
import type { Execution } from '../n8n/execution';
import { MANUAL_TRIGGER } from '../n8n/workflow';
import { OUTPUT, ROOT } from './paths';
import type { Row } from './table';
import { nodeOfType } from './workflows';

/** A task takes seconds here, so what takes longer than this is stuck. */
const LIMIT_MS = 120_000;

/**
 * Runs one example, waits for all it sets off, and downloads its videos.
 * @param saved the workflows in n8n, by the name of their example
 */
export async function runExample(
	client: N8nClient,
	saved: Record<string, SavedWorkflow>,
	example: Example,
): Promise<Row> {
	const workflow = saved[example.name].name;
	const started = Date.now();
	try {
		const executions = await execute(client, saved, example);
		const seconds = (Math.max(...executions.map(({ stoppedAt }) => stoppedAt)) - started) / 1000;
		const endings = executions.map(endingOf);
		const asExpected = endedAsExpected(endings, example.expected);
		return {
			workflow,
			outcome: [...endings, ...(asExpected ? [] : ['instead of', ...example.expected])].join('\n'),
			asExpected,
			seconds,
			files: await downloadAll(executions, example.name),
		};
	} catch (error) {
		const seconds = (Date.now() - started) / 1000;
		return { workflow, outcome: explain(error), asExpected: false, seconds, files: [] };
	}
}

async function execute(
	client: N8nClient,
	saved: Record<string, SavedWorkflow>,
	{ name, startedBy, expected }: Example,
): Promise<Execution[]> {
	const earlier = await client.executionIds(saved[name].id);
	const starter = saved[startedBy ?? name];
	const first = await client.run(starter, nodeOfType(starter, MANUAL_TRIGGER).name);
	const execution = await client.finished(first, LIMIT_MS);
	if (!startedBy || execution.status !== 'success') return [execution];

	const triggered = await client.newExecutionIds(
		saved[name].id,
		earlier,
		expected.length,
		LIMIT_MS,
	);
	return await Promise.all(triggered.map((id) => client.finished(id, LIMIT_MS)));
}

async function downloadAll(executions: Execution[], example: string): Promise<string[]> {
	const files: string[] = [];
	for (const { videoUrl, taskId } of executions.flatMap(tasksOf)) {
		if (!videoUrl) continue;
		const file = join(OUTPUT, `${example}-${taskId}.mp4`);
		await download(videoUrl, file);
		files.push(relative(ROOT, file));
	}
	return files;
}
