import type { Product, Provider, Task } from '../task';
import { aceData } from './aceData';
import type { ApiVersion, Callback, MusicVideoJob, SongJob, TaskApi, VeoJob } from './api';
import { kie } from './kie';
import type { ProviderRow } from './provider';
import { sunoApi } from './sunoApi';

/** Every provider; nothing else in the package lists them. */
export const PROVIDERS: Readonly<Record<Provider, ProviderRow>> = { aceData, kie, sunoApi };

/** Whether a value names a provider. */
export function isProvider(value: unknown): value is Provider {
	return typeof value === 'string' && Object.hasOwn(PROVIDERS, value);
}

/** The providers of a product, by name, as the editor lists them. */
export function providersOf(product?: Product): Provider[] {
	return (Object.keys(PROVIDERS) as Provider[])
		.filter((provider) => product === undefined || PROVIDERS[provider][product])
		.sort((one, other) => PROVIDERS[one].label.localeCompare(PROVIDERS[other].label));
}

/** The Veo API of a provider; absent where it has none. */
export function veoApi(
	provider: string,
	version: ApiVersion = 'classic',
): TaskApi<VeoJob> | undefined {
	return isProvider(provider) ? PROVIDERS[provider].veo?.[version] : undefined;
}

/** The music video API of a provider; absent where it has none. */
export function musicVideoApi(
	provider: string,
	version: ApiVersion = 'classic',
): TaskApi<MusicVideoJob> | undefined {
	return isProvider(provider) ? PROVIDERS[provider].musicVideo?.[version] : undefined;
}

/** The song API of a provider; absent where it has none. */
export function songApi(
	provider: string,
	version: ApiVersion = 'classic',
): TaskApi<SongJob> | undefined {
	return isProvider(provider) ? PROVIDERS[provider].song?.[version] : undefined;
}

/**
 * The APIs that may know a task of this provider, the likeliest first: it may keep the records of its
 * products and of its API versions apart, and its callbacks are not sure to tell which; only those of
 * songs name their product. A version that has one look-up for all products is asked once.
 * @param version the one that the credential chooses
 */
export function apisFor(
	{ provider, product }: Pick<Task, 'provider' | 'product'>,
	version: ApiVersion,
): Array<TaskApi<never>> {
	const { veo, musicVideo, song } = PROVIDERS[provider];
	const likely = { veo: [veo, musicVideo], musicVideo: [musicVideo, veo], song: [song] }[product];
	const versions: ApiVersion[] =
		version === 'classic' ? ['classic', 'unified'] : ['unified', 'classic'];
	const all = versions.flatMap((one) => {
		const apis = likely.flatMap((api): Array<TaskApi<never>> => (api ? [api[one]] : []));
		const forAll = apis.find(({ looksUpAll }) => looksUpAll);
		return forAll ? [forAll] : apis;
	});
	return [...new Set(all)];
}

/** Reads a callback of a provider, whichever of its products and API versions it is about. */
export function readCallback(provider: Provider, body: unknown): Callback {
	return PROVIDERS[provider].readCallback(body);
}
