import type { CodeTable } from '../codes';
import { number } from '../read';

/** One of the two companies that speak the same wire format; accounts, keys and codes are separate. */
export interface Operator {
	readonly provider: 'kie' | 'sunoApi';
	readonly codes: CodeTable;
	/** How many days the files are kept. */
	readonly retentionDays: number;
	readonly creditsPath: string;
}

/**
 * The zone of the operators' text times, which name none: the documents have the same moment as
 * `2025-01-01 00:10:00` and as 1735661400000, which is 16:10 UTC on the day before.
 */
export const TEXT_ZONE = '+08:00';

/** In place of a callback URL: the operators document the field as required, and Kie refuses a blank one. */
export const NO_CALLBACK = 'https://example.com/no-callback';

/** The error code in a record; 0 and 200 are how these operators write *none*. */
export function errorCodeOf(value: unknown): number | undefined {
	const code = number(value);
	return code === 0 || code === 200 ? undefined : code;
}
