import type {
	ExecutionError,
	IDataObject,
	INodeExecutionData,
	IRun,
	IRunData,
	IRunExecutionData,
	IWorkflowBase,
} from 'n8n-workflow';

/** What one stretch of an execution came to: until its end, or until it was parked. */
export class Run {
	constructor(
		readonly executionId: string,
		readonly workflow: IWorkflowBase,
		private readonly raw: IRun,
	) {}

	get status(): IRun['status'] {
		return this.raw.status;
	}

	/** Until when the execution is parked; undefined when it is not. */
	get waitTill(): Date | undefined {
		return this.raw.data.waitTill;
	}

	/** The error that ended the run. */
	get error(): ExecutionError | undefined {
		return this.raw.data.resultData.error;
	}

	get data(): IRunExecutionData {
		return this.raw.data;
	}

	get runData(): IRunData {
		return this.raw.data.resultData.runData;
	}

	/** How often the node ran. */
	timesRun(nodeName: string): number {
		return this.runData[nodeName]?.length ?? 0;
	}

	/** The items on one output; none where the node did not run or the output stayed empty. */
	items(nodeName: string, output = 0, runIndex = 0): INodeExecutionData[] {
		return this.runData[nodeName]?.[runIndex]?.data?.main[output] ?? [];
	}

	/** The JSON of the items on one output. */
	json(nodeName: string, output = 0, runIndex = 0): IDataObject[] {
		return this.items(nodeName, output, runIndex).map((item) => item.json);
	}
}
