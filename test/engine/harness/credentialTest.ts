import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	INodeCredentialTestResult,
	INodeType,
	INodeTypes,
} from 'n8n-workflow';
import { createEmptyRunExecutionData, Workflow } from 'n8n-workflow';
import { additionalData } from './additionalData';
import type { CredentialsInMemory } from './credentials';
import type { NodeTypes } from './nodeTypes';
import { node as aNode, sequence, stored } from './workflows';

const failed = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });

/**
 * The *Test* button of a credential: sends the type's `test` request through n8n's declarative
 * routing and applies its rules, as n8n's credentials tester does.
 *
 * @throws Error for a credential type without a `test`.
 */
export async function testCredential(
	types: NodeTypes,
	credentials: CredentialsInMemory,
	type: string,
	given: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const { test } = types.credential(type);
	if (!test) throw new Error(`The credential type ${type} has no test`);
	const data = credentials.withDefaults(type, given);
	const nodeType = nodeThatSends(test, type, types);
	try {
		const routing = new RoutingNode(contextFor(nodeType, type, types, credentials), nodeType, {
			id: type,
			name: type,
			type,
			data,
		});
		const output = await routing.runNode();
		return judgeBody(output?.[0]?.[0]?.json, test);
	} catch (error) {
		return judgeError(error, test);
	}
}

/** n8n's No Operation node with one parameter whose routing is the test request. */
function nodeThatSends(test: ICredentialTestRequest, type: string, types: NodeTypes): INodeType {
	return {
		description: {
			...types.getByNameAndVersion('n8n-nodes-base.noOp').description,
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
}

function contextFor(
	nodeType: INodeType,
	type: string,
	types: NodeTypes,
	credentials: CredentialsInMemory,
): ExecuteContext {
	const node = aNode(
		'Temp-Node',
		'n8n-nodes-base.noOp',
		{},
		{ credentials: { [type]: { id: type, name: type } } },
	);
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	return new ExecuteContext(
		new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes }),
		node,
		additionalData(
			stored(sequence(node), types, credentials),
			'internal',
			credentials,
			'http://127.0.0.1',
		),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
}

function judgeBody(
	body: unknown,
	{ rules = [] }: ICredentialTestRequest,
): INodeCredentialTestResult {
	for (const rule of rules) {
		if (
			rule.type === 'responseSuccessBody' &&
			valueAt(body, rule.properties.key as string) === rule.properties.value
		) {
			return failed(rule.properties.message as string);
		}
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function valueAt(body: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}

interface RoutingError extends Error {
	cause?: { response?: { status: number; statusText: string }; code?: string };
}

function judgeError(thrown: unknown, { rules = [] }: ICredentialTestRequest) {
	const error = thrown as RoutingError;
	const { response, code } = error.cause ?? {};
	if (!response) return failed(code ?? error.message);
	for (const rule of rules) {
		if (rule.type === 'responseCode' && rule.properties.value === response.status) {
			return failed(rule.properties.message as string);
		}
	}
	return failed(response.statusText || `Received HTTP status code: ${response.status}`);
}
