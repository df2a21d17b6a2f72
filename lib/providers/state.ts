import { errorOf, type Meaning, type Words } from './codes';
import type { KnownTask, Product, Provider } from '../task';

/** How far a task is: what a reader finds out about it beside its name and its times. */
export type State = Pick<KnownTask, 'status' | 'videoUrl' | 'videos' | 'note' | 'error'>;

/** What every record of a task begins with. */
export type Named = Pick<KnownTask, 'provider' | 'product' | 'taskId' | 'raw'>;

/** @param raw the provider's untouched body */
export function named(provider: Provider, product: Product, taskId: string, raw: unknown): Named {
	return { provider, product, taskId, raw };
}

/** The state of a task that has failed. @param words what the provider says about it */
export function failed(meaning: Meaning, words: Words = {}): State {
	return { status: 'failed', error: errorOf(meaning, words) };
}
