/** What n8n keeps of an execution, as far as it is read here. */
export interface RunData {
	lastNodeExecuted?: string;
	error?: { message: string };
	runData: Record<string, NodeRun[]>;
}

interface NodeRun {
	/** Milliseconds since 1970. */
	startTime?: number;
	/** Items by output; an agent's tool puts them out on `ai_tool`. */
	data?: Partial<
		Record<'main' | 'ai_tool', Array<Array<{ json: Record<string, unknown> }> | null>>
	>;
}

/** An execution that has ended. */
export interface Execution extends RunData {
	/** n8n's own word: `success`, `error`, `crashed` or `canceled`. */
	status: string;
	/** Milliseconds since 1970. */
	startedAt: number;
	/** Milliseconds since 1970. */
	stoppedAt: number;
}

/** The JSON of the items that a node put out in its last run, over all its outputs. */
export function outputOf(execution: RunData, node: string): Array<Record<string, unknown>> {
	const outputs = execution.runData[node]?.at(-1)?.data?.main ?? [];
	return outputs.flatMap((items) => items ?? []).map(({ json }) => json);
}
