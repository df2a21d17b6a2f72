import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IWebhookFunctions,
} from 'n8n-workflow';
import { deepCopy, jsonParse } from 'n8n-workflow';

import type { RunItem } from './operation';
import type { ResultItem } from './outputs';
import type { ApiVersion } from '../providers/api';
import type { Provider } from '../task';

/** What a suspended run must still know of one input item; the ref only where it is waited for. */
export type SuspendedItem = ResultItem & Pick<RunItem<never>, 'task' | 'ref' | 'download'>;

/** What a suspended run must still know when a callback resumes it. */
export interface SuspendedRun {
	provider: Provider;
	/**
	 * In which the tasks were bought, whatever the credential chooses now. Absent in runs that an
	 * earlier version of the package suspended.
	 */
	apiVersion?: ApiVersion;
	/** Whether each outcome has an output of its own. */
	separateOutputs: boolean;
	/** In the order of the input items. */
	items: SuspendedItem[];
}

const KEY = 'suspendedRun';

/**
 * Suspends the execution in n8n's database until a callback resumes it or the time limit passes. The
 * node has to return right after, for a callback that comes earlier is refused with 409.
 * @param timedOut what leaves the node, by output, when the time limit passes: n8n then does not
 * run the node again but forwards what lies in its stack entry, which is the node's input otherwise
 */
export async function suspendExecution(
	context: IExecuteFunctions,
	run: SuspendedRun,
	{
		until,
		resumeUrl,
		timedOut,
	}: { until: Date; resumeUrl: string; timedOut: INodeExecutionData[][] },
): Promise<void> {
	// As text, for of an object n8n 2.40 fetches each value by itself out of the sandbox of expressions.
	context.getContext('node')[KEY] = JSON.stringify(run);
	context.getExecuteData().data = { main: timedOut };
	context.setMetadata({
		resumeUrl,
		// Without it n8n forwards the first output only.
		...(timedOut.length > 1 && { forwardAllOutputs: true }),
	});
	await context.putExecutionToWait(until);
}

/** The run that a callback is about; undefined where the node has suspended none. */
export function suspendedRun(context: IWebhookFunctions): SuspendedRun | undefined {
	const kept = read(context, KEY);
	// Earlier versions of the package have kept the object itself.
	const run: unknown = typeof kept === 'string' ? jsonParse(kept) : deepCopy(kept as IDataObject);
	return isSuspendedRun(run) ? run : undefined;
}

/** Whether a callback will find what the node leaves: some names are more than n8n can take. */
export function canBeResumed(context: IExecuteFunctions): boolean {
	const store = context.getContext('node');
	store.probe = true;
	try {
		return read(context, 'probe') === true;
	} catch {
		return false;
	} finally {
		delete store.probe;
	}
}

/**
 * Reads from the node's context, which only an expression can do in a webhook. The name is escaped
 * letter by letter, so that nothing in it ends the expression, and given to a function, which takes
 * names that n8n refuses as those of a property, such as "constructor".
 */
function read(context: IExecuteFunctions | IWebhookFunctions, key: string): unknown {
	const { name } = context.getNode();
	const escaped = Array.from(
		{ length: name.length },
		(_, index) => `\\u${name.charCodeAt(index).toString(16).padStart(4, '0')}`,
	);
	return context.evaluateExpression(`{{ $("${escaped.join('')}").context.${key} }}`, 0);
}

function isSuspendedRun(value: unknown): value is SuspendedRun {
	return typeof value === 'object' && value !== null && 'items' in value;
}

/**
 * The URL that resumes this node's run, and no other node's: n8n's own, which carries the token of
 * the execution, with the node's id in the path.
 */
export function resumeUrlOf(context: IExecuteFunctions): string {
	const { resumeUrl } = context.getWorkflowDataProxy(0).$execution as { resumeUrl: string };
	const url = new URL(resumeUrl);
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${context.getNode().id}`;
	return url.href;
}
