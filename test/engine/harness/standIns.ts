import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	ISourceData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

/**
 * Small stand-ins for the few built-in nodes that workflows here use, under the built-ins' own
 * names: n8n-nodes-base weighs hundreds of megabytes, and none of its code is what is tested.
 */
export const standIns: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': passThrough('manualTrigger', []),
	'n8n-nodes-base.noOp': passThrough('noOp'),
	'n8n-nodes-base.stickyNote': passThrough('stickyNote'),
	'n8n-nodes-base.set': {
		description: describe('set', {
			properties: [
				property('mode', 'options', 'manual'),
				property('assignments', 'assignmentCollection', {}),
				property('includeOtherFields', 'boolean', false),
				property('jsonOutput', 'json', '{}'),
			],
		}),
		execute: setFields,
	},
	'n8n-nodes-base.splitInBatches': {
		description: describe('splitInBatches', {
			outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
			outputNames: ['done', 'loop'],
			properties: [property('batchSize', 'number', 1)],
		}),
		execute: splitInBatches,
	},
};

function describe(name: string, more: Partial<INodeTypeDescription> = {}): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: [1, 2, 3, 3.4],
		description: `Stand-in for the built-in node ${name}`,
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
		...more,
	};
}

function property(
	name: string,
	type: INodeTypeDescription['properties'][number]['type'],
	value: INodeTypeDescription['properties'][number]['default'],
): INodeTypeDescription['properties'][number] {
	return { displayName: name, name, type, default: value };
}

function passThrough(name: string, inputs?: INodeTypeDescription['inputs']): INodeType {
	return {
		description: describe(name, inputs ? { inputs, group: ['trigger'] } : {}),
		execute(this: IExecuteFunctions) {
			return Promise.resolve([this.getInputData()]);
		},
	};
}

/** Edit Fields: assignments without dotted names, or one JSON text. */
function setFields(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const fields = (itemIndex: number): IDataObject => {
		if (this.getNodeParameter('mode', itemIndex, 'manual') === 'raw') {
			const json = this.getNodeParameter('jsonOutput', itemIndex);
			return (typeof json === 'string' ? JSON.parse(json) : json) as IDataObject;
		}
		const { assignments = [] } = this.getNodeParameter('assignments', itemIndex, {}) as {
			assignments?: Array<{ name: string; value: IDataObject[string] }>;
		};
		return Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
	};
	const output = this.getInputData().map((item, itemIndex) => ({
		json: this.getNodeParameter('includeOtherFields', itemIndex, false)
			? { ...item.json, ...fields(itemIndex) }
			: fields(itemIndex),
		pairedItem: { item: itemIndex },
	}));
	return Promise.resolve([output]);
}

interface LoopState {
	waiting?: INodeExecutionData[];
	done?: INodeExecutionData[];
}

/** Loop Over Items: the first output when all are done, the second once per batch. */
function splitInBatches(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const state = this.getContext('node') as LoopState;
	const source: ISourceData = this.getInputSourceData();
	const items = this.getInputData().map((item, index) => ({
		...item,
		pairedItem: { item: index, sourceOverwrite: source },
	}));
	if (state.waiting === undefined) {
		state.waiting = items;
		state.done = [];
	} else {
		state.done = [...(state.done ?? []), ...items];
	}
	const batch = state.waiting.splice(0, this.getNodeParameter('batchSize', 0, 1) as number);
	return Promise.resolve(batch.length > 0 ? [[], batch] : [state.done ?? [], []]);
}
