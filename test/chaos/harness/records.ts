import { createRequire } from 'node:module';
import { outputOf, type RunData } from '../../../dev/n8n/execution';
import type { Task } from '../../../lib/task';
import type { Stage } from '../../e2e/harness/stage';
import type { Storm } from './storm';

// The package's types describe its ES module only; what runs here is its CommonJS build.
const flatted = createRequire(__filename)('flatted') as Pick<JSON, 'parse'>;

/** An execution as n8n's database has it. */
export interface Stored {
	id: string;
	status: string;
	/** All that is stored of it. */
	text: string;
	/** What has come out of its last node; `from` is the prompt that the record is for. */
	results: Array<{ from: string; record: Partial<Task> }>;
}

/** A line in n8n's log about a purchase. */
export interface Line {
	kind: string;
	/** Absent where the provider has named none. */
	taskId?: string;
	executionId: string;
	item: number;
}

/** What n8n knows after a storm. */
export interface Records {
	/** The executions that have bought. */
	executions: Stored[];
	/** Those that a Veo Trigger has started. */
	triggered: Stored[];
	log: Line[];
}

export async function readRecords({ host }: Stage, { doors }: Storm): Promise<Records> {
	const rows = await host.rows<{ id: number; workflowId: string; status: string; data: string }>(
		`SELECT e.id, e."workflowId", e.status, d.data
		 FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id`,
	);
	const executions: Stored[] = [];
	const triggered: Stored[] = [];
	for (const { id, workflowId, status, data } of rows) {
		const { resultData } = flatted.parse(data) as { resultData: RunData };
		const stored = { id: String(id), status, text: data, results: resultsOf(resultData) };
		if (doors.has(workflowId)) triggered.push(stored);
		else executions.push(stored);
	}
	return { executions, triggered, log: linesOf(await host.log()) };
}

/** A node with several outputs has After run once for each. */
function resultsOf({ runData }: RunData): Stored['results'] {
	return (runData.After ?? []).flatMap((run) =>
		outputOf({ runData: { After: [run] } }, 'After').map(({ from, record }) => ({
			from: String(from),
			record: JSON.parse(String(record)) as Partial<Task>,
		})),
	);
}

function linesOf(log: string): Line[] {
	return log.split('\n').flatMap((line) => {
		const [, kind] = /Purchase (\w+):/.exec(line) ?? [];
		const [, executionId, item] = /executionId=(\d+) .* item=(\d+)/.exec(line) ?? [];
		if (kind === undefined || executionId === undefined) return [];
		const [, taskId] = /taskId="([^"]+)"/.exec(line) ?? [];
		return [{ kind, executionId, item: Number(item), ...(taskId !== undefined && { taskId }) }];
	});
}
