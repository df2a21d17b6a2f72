import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers } from 'n8n-workflow';
import type { NodeTypes } from './nodeTypes';

/** Credential data by credential type: a test has one credential of a type. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

/**
 * n8n's credentials helper without the database: defaults filled in, expressions in the data
 * resolved, and the type's own `authenticate` applied to the request.
 */
export class CredentialsInMemory extends ICredentialsHelper {
	/** How often a credential was read, by nodes and by n8n's own request helper. */
	readings = 0;

	constructor(
		private readonly types: NodeTypes,
		private readonly data: CredentialData,
	) {
		super();
	}

	has(type: string): boolean {
		return type in this.data;
	}

	/** What a user does who edits a credential while executions use it. */
	change(type: string, changes: ICredentialDataDecryptedObject): void {
		Object.assign(this.data[type], changes);
	}

	/** The data as a node gets it, with the type's defaults for what is not set. */
	withDefaults(type: string, data: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject {
		const properties = this.getCredentialsProperties(type);
		return NodeHelpers.getNodeParameters(
			properties,
			data as Parameters<typeof NodeHelpers.getNodeParameters>[1],
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const options = requestOptions as IHttpRequestOptions;
		const { authenticate } = this.types.credential(typeName);
		if (!authenticate) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		if (!workflow || !node) throw new Error('Generic authentication needs a workflow and a node');

		const resolve = (value: unknown) =>
			String(
				workflow.expression.getSimpleParameterValue(node, String(value), 'internal', {
					$credentials: credentials,
				}) ?? '',
			);
		const merged: Record<string, unknown> = { ...options };
		for (const [part, values] of Object.entries(authenticate.properties)) {
			const resolved = Object.entries(values as object).map(([key, value]) => [
				resolve(key),
				resolve(value),
			]);
			merged[part] = { ...(merged[part] as object | undefined), ...Object.fromEntries(resolved) };
		}
		return merged as unknown as IHttpRequestOptions;
	}

	preAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	runPreAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	getCredentials(): Promise<ICredentials> {
		return Promise.reject(new Error('Stored credentials are not part of the harness'));
	}

	getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		at?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.readings++;
		if (!this.has(type))
			return Promise.reject(new Error(`No credential of type ${type} was given`));
		const data = this.withDefaults(type, this.data[type]);
		if (!at) return Promise.resolve(data);
		const resolved = at.workflow.expression.getParameterValue(
			data as Parameters<typeof at.workflow.expression.getParameterValue>[0],
			at.runExecutionData,
			at.runIndex,
			at.itemIndex,
			at.node.name,
			at.connectionInputData,
			mode,
			{},
			executeData,
		);
		return Promise.resolve(resolved as unknown as ICredentialDataDecryptedObject);
	}

	updateCredentials(): Promise<void> {
		return Promise.reject(new Error('Credentials of the harness cannot be changed'));
	}

	updateCredentialsOauthTokenData(): Promise<void> {
		return this.updateCredentials();
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.types.credential(type).properties;
	}
}
