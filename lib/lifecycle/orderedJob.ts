import { createHash } from 'crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import type { Task } from '../task';

/**
 * The job by its fields, each as a hash: what is sent, but for the callback URL, which names the
 * execution. Of files only kind and size are looked at, for n8n names them anew in every execution.
 */
export function fieldsOf(
	job: object,
	{ provider, product }: Pick<Task, 'provider' | 'product'>,
	{ binary = {} }: INodeExecutionData,
): Record<string, string> {
	const { callbackUrl, imageBinaryProperties: names, ...sent } = job as Record<string, unknown>;
	const files = (Array.isArray(names) ? names : []).map((name: string) => {
		const { mimeType, bytes, fileSize } = binary[name] ?? {};
		return [mimeType, bytes ?? fileSize];
	});
	const all = { provider, product, ...sent, ...(files.length > 0 && { imageUrls: files }) };
	return Object.fromEntries(
		Object.entries(all).map(([name, value]) => {
			const hash = createHash('sha256').update(JSON.stringify([value]));
			return [name, hash.digest('hex').slice(0, 12)];
		}),
	);
}

/** The fields in which two jobs differ. */
export function differences(one: Record<string, string>, other: Record<string, string>): string[] {
	const names = new Set([...Object.keys(one), ...Object.keys(other)]);
	return [...names].filter((name) => one[name] !== other[name]);
}
