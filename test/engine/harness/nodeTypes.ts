import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { standIns } from './standIns';

export interface MoreTypes {
	nodes?: Record<string, INodeType>;
	credentials?: ICredentialType[];
}

/** Every node and credential type that workflows of a test may use, loaded as n8n loads packages. */
export class NodeTypes implements INodeTypes {
	private readonly nodes = new Map<string, INodeType | IVersionedNodeType>(
		Object.entries(standIns),
	);
	private readonly credentials = new Map<string, ICredentialType>();

	/**
	 * @param folders Package roots: each has a `package.json` with an `n8n` section.
	 * @param more Types that a test brings along: nodes by their full type, and credential types.
	 */
	static async load(folders: string[], more: MoreTypes = {}): Promise<NodeTypes> {
		const types = new NodeTypes();
		for (const [type, node] of Object.entries(more.nodes ?? {})) types.nodes.set(type, node);
		for (const type of more.credentials ?? []) types.credentials.set(type.name, type);
		for (const folder of folders) {
			const loader = new PackageDirectoryLoader(folder);
			await loader.loadAll();
			for (const [name, { type }] of Object.entries(loader.nodeTypes)) {
				types.nodes.set(`${loader.packageName}.${name}`, type);
			}
			for (const [name, { type }] of Object.entries(loader.credentialTypes)) {
				types.credentials.set(name, type);
			}
		}
		return types;
	}

	/** @throws Error for a type that no loaded package has, as n8n does. */
	getByName(type: string): INodeType | IVersionedNodeType {
		const nodeType = this.nodes.get(type);
		if (!nodeType) throw new Error(`Unrecognized node type: ${type}`);
		return nodeType;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes(): Record<string, never> {
		return {};
	}

	/** @throws Error for an unknown credential type. */
	credential(type: string): ICredentialType {
		const credentialType = this.credentials.get(type);
		if (!credentialType) throw new Error(`Unknown credential type: ${type}`);
		return credentialType;
	}
}
