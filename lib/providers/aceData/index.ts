import { always, type ProviderRow } from '../provider';
import { aceDataVeo } from './veo';

/** Ace Data Cloud */
export const aceData: ProviderRow = {
	label: 'Ace Data Cloud',
	credential: 'aceDataApi',
	veo: always(aceDataVeo),
	readCallback: aceDataVeo.readCallback,
	// It documents no limit; that of Kie.ai is kept here, too.
	pace: { size: 20, window: 11_000 },
};
