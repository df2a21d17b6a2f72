import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

/** What n8n's store for deduplication holds, by scope. */
export type Rows = Partial<Record<string, string[]>>;

/** n8n's helpers over these rows, as they work in the mode `entries`. */
export function helpersOver(rows: Rows): IExecuteFunctions['helpers'] {
	const rowOf = (scope: string) => (rows[scope] ??= []);
	const helpers = {
		async checkProcessedAndRecord(
			values: string[],
			scope: string,
			{ maxEntries }: ICheckProcessedOptions,
		) {
			const row = rowOf(scope);
			const processed = values.filter((value) => row.includes(value));
			row.push(...values.filter((value) => !processed.includes(value)));
			if (maxEntries) row.splice(0, row.length - maxEntries);
			return await Promise.resolve({ new: [], processed });
		},
		async removeProcessed(values: string[], scope: string) {
			rows[scope] = rowOf(scope).filter((value) => !values.includes(value));
			await Promise.resolve();
		},
		getProcessedDataCount: async (scope: string) => await Promise.resolve(rowOf(scope).length),
	};
	return helpers as unknown as IExecuteFunctions['helpers'];
}
