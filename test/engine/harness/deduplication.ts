import { createHash } from 'node:crypto';
import { setImmediate as tick } from 'node:timers/promises';
import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';

/** The rows of n8n's table of processed data, by workflow and scope. */
const rows = new Map<string, string[]>();

const rowOf = (scope: DeduplicationScope, { workflow, node }: ICheckProcessedContextData) =>
	`${workflow.id} ${scope === 'node' ? (node?.id ?? '') : ''}`;

const hash = (value: DeduplicationItemTypes) =>
	createHash('md5').update(value.toString()).digest('base64');

/**
 * n8n's store of the node Remove Duplicates, in its mode `entries`, in memory: hashes, in one row that
 * is read, changed and written without a lock. A workflow without an ID is refused, as by n8n.
 */
class InMemory implements IDataDeduplicator {
	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const row = await this.read(scope, contextData);
		const answer: IDeduplicationOutput = { new: [], processed: [] };
		const before = new Set(row);
		for (const item of items) {
			answer[before.has(hash(item)) ? 'processed' : 'new'].push(item);
			if (!before.has(hash(item))) row.push(hash(item));
		}
		if (maxEntries) row.splice(0, row.length - maxEntries);
		await this.write(scope, contextData, row);
		return answer;
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
	): Promise<void> {
		const row = await this.read(scope, contextData);
		const gone = new Set(items.map(hash));
		await this.write(
			scope,
			contextData,
			row.filter((one) => !gone.has(one)),
		);
	}

	async clearAllProcessedItems(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
	): Promise<void> {
		await tick();
		rows.delete(rowOf(scope, contextData));
	}

	async getProcessedDataCount(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
	): Promise<number> {
		return (await this.read(scope, contextData)).length;
	}

	private async read(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
	): Promise<string[]> {
		if (!contextData.workflow.id) throw new Error('The workflow has no ID');
		await tick();
		return [...(rows.get(rowOf(scope, contextData)) ?? [])];
	}

	private async write(
		scope: DeduplicationScope,
		contextData: ICheckProcessedContextData,
		row: string[],
	): Promise<void> {
		await tick();
		rows.set(rowOf(scope, contextData), row);
	}
}

/** Puts the store in its place, which n8n does once per process. */
export async function useDeduplication(): Promise<void> {
	try {
		DataDeduplicationService.getInstance();
	} catch {
		await DataDeduplicationService.init(new InMemory());
	}
}
