import type {
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

/** The smallest nodes that make each feature of the harness visible; for the harness's own tests. */
function description(name: string, more: Partial<INodeTypeDescription> = {}): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: 'Test node',
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
		...more,
	};
}

const text = (name: string) => ({ displayName: name, name, type: 'string', default: '' }) as const;

/** Fails the item whose `fail` is true, once: the attempt is remembered in the node's context. */
const flaky: INodeType = {
	description: description('flaky'),
	async execute(this: IExecuteFunctions) {
		const context = this.getContext('node');
		context.attempts = Number(context.attempts ?? 0) + 1;
		const items = this.getInputData();
		if (context.attempts === 1 && items.some(({ json }) => json.fail === true)) {
			throw new NodeOperationError(this.getNode(), 'First attempt fails');
		}
		return await Promise.resolve([
			items.map(({ json }, item) => ({
				json: { ...json, attempts: context.attempts as number },
				pairedItem: { item },
			})),
		]);
	},
};

/**
 * Fails every item with `fail`. Under Continue On Fail the item has the one shape that n8n sends to
 * the error output as it is: only `error`, `message` and `details`, and no `error` beside its JSON.
 */
const strict: INodeType = {
	description: description('strict'),
	async execute(this: IExecuteFunctions) {
		const output = this.getInputData().map(({ json }, item): INodeExecutionData => {
			if (json.fail !== true) return { json, pairedItem: { item } };
			const error = new NodeOperationError(this.getNode(), 'Item refused', { itemIndex: item });
			if (!this.continueOnFail()) throw error;
			return { json: { error: error.message, details: { at: item } }, pairedItem: { item } };
		});
		return await Promise.resolve([output]);
	},
};

/** Parks; on its timer the input comes out marked, on its webhook the posted items do. */
const parked: INodeType = {
	description: description('parked', {
		properties: [text('label')],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: '={{ $nodeId }}',
				isFullPath: true,
				restartWebhook: true,
				responseMode: 'onReceived',
				responseData: '',
			},
		],
	}),
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		this.getContext('node').kept = { count: items.length };
		const late = items.map(({ json }, item) => ({
			json: { ...json, timedOut: true },
			pairedItem: { item },
		}));
		this.getExecuteData().data = { main: [late] };
		this.setMetadata({
			resumeUrl: this.getWorkflowDataProxy(0).$execution.resumeUrl as string,
		});
		await this.putExecutionToWait(new Date(Date.now() + 60_000));
		return [items];
	},
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const body = this.getBodyData() as {
			done?: IDataObject[];
			failed?: IDataObject[];
			boom?: true;
		};
		if (body.boom) throw new Error('thrown in webhook()');
		if (!body.done) {
			this.getResponseObject().status(400).json({ reason: 'nothing is done' });
			return { noWebhookResponse: true };
		}
		const name = JSON.stringify(this.getNode().name);
		const kept = this.evaluateExpression(`{{ $node[${name}].context.kept }}`) as IDataObject;
		const output = (items: IDataObject[] = []) =>
			items.map((json): INodeExecutionData => ({ json: { ...json, kept } }));
		return await Promise.resolve({
			workflowData: body.failed ? [output(body.done), output(body.failed)] : [output(body.done)],
			webhookResponse: { received: true },
		});
	},
};

/** A trigger: 401 without its token, nothing for a ping, else one of two outputs; it counts. */
const hook: INodeType = {
	description: description('hook', {
		group: ['trigger'],
		inputs: [],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		credentials: [{ name: 'tinyApi' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'tiny',
				responseMode: 'onReceived',
				responseData: '',
			},
		],
	}),
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { token } = await this.getCredentials('tinyApi');
		if ((this.getQueryData() as IDataObject).token !== token) {
			this.getResponseObject().status(401).json({ reason: 'wrong token' });
			return { noWebhookResponse: true };
		}
		const body = this.getBodyData();
		if (body.ping) return { webhookResponse: 'OK' };
		const staticData = this.getWorkflowStaticData('node');
		staticData.count = Number(staticData.count ?? 0) + 1;
		const item: INodeExecutionData = {
			json: {
				...body,
				count: staticData.count as number,
				raw: this.getRequestObject().rawBody.toString(),
				test: this.getMode() === 'manual',
			},
		};
		return {
			workflowData: body.failed ? [[], [item]] : [[item], []],
			webhookResponse: { ok: true },
		};
	},
};

/** Sends a request with the credential, and keeps the answer's body as a file too. */
const caller: INodeType = {
	description: description('caller', {
		credentials: [{ name: 'tinyApi', required: true }],
		properties: [text('url')],
	}),
	async execute(this: IExecuteFunctions) {
		const answer = (await this.helpers.httpRequestWithAuthentication.call(this, 'tinyApi', {
			url: this.getNodeParameter('url', 0) as string,
		})) as IDataObject;
		const data = await this.helpers.prepareBinaryData(
			Buffer.from(JSON.stringify(answer)),
			'answer.json',
			'application/json',
		);
		return [[{ json: answer, binary: { data }, pairedItem: { item: 0 } }]];
	},
};

/** Ends only when the execution is cancelled. */
const endless: INodeType = {
	description: description('endless'),
	async execute(this: IExecuteFunctions) {
		await new Promise((_resolve, reject) => {
			this.onExecutionCancellation(() => {
				reject(new Error('stopped by the user'));
			});
		});
		return [[]];
	},
};

export const tinyNodes: Record<string, INodeType> = {
	'tiny.flaky': flaky,
	'tiny.strict': strict,
	'tiny.parked': parked,
	'tiny.hook': hook,
	'tiny.caller': caller,
	'tiny.endless': endless,
};

export const tinyApi: ICredentialType = {
	name: 'tinyApi',
	displayName: 'Tiny API',
	properties: [text('token'), { ...text('baseUrl'), default: 'http://127.0.0.1:9' }],
	authenticate: {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.token}}' } },
	},
	test: {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/credit' },
		rules: [
			{
				type: 'responseSuccessBody',
				properties: { key: 'code', value: 401, message: 'The key is refused' },
			},
		],
	},
};
