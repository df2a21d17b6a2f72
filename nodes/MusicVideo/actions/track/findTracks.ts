import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { ask } from '../../../../lib/http/client';
import { apiVersionOf, type RequestContext } from '../../../../lib/http/credential';
import { isProvider, PROVIDERS } from '../../../../lib/providers';
import type { Endpoint } from '../../../../lib/providers/api';
import type { TrackList } from '../../../../lib/providers/suno/tracks';
import type { Track } from '../../../../lib/task';
import { toText } from '../../../common/parameters';

/** Asks one place for the tracks of a song. */
type Look = (source: Endpoint<string, TrackList>) => Promise<TrackList>;

/** Milliseconds that somebody waits in front of an empty list. */
const PATIENCE = 15_000;

/**
 * The tracks of a song, from the place that knows it: the provider may keep the songs of its API
 * versions apart. Free of charge.
 */
export async function findTracks(
	context: RequestContext,
	provider: string,
	look: Look,
): Promise<TrackList | undefined> {
	const version = await apiVersionOf(context, provider);
	const sources = (isProvider(provider) && PROVIDERS[provider].tracks?.(version)) || [];
	let list: TrackList | undefined;
	for (const source of sources) {
		const found = await look(source);
		if (!list || found.kind === 'tracks') list = found;
		if (list.kind !== 'notFound') break;
	}
	return list;
}

/**
 * What fills the list of Audio ID: the tracks of the song that Music Task ID names.
 * @throws NodeOperationError which the editor shows in place of the list
 */
export async function searchTracks(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const provider = toText(this.getCurrentNodeParameter('provider'));
	const taskId = toText(this.getCurrentNodeParameter('taskId'));
	if (!isProvider(provider) || taskId === '' || taskId.startsWith('=')) {
		throw new NodeOperationError(this.getNode(), "Fill in 'Music Task ID' first", {
			description:
				'The list shows the tracks of that song. Where the ID comes from another node, run that one first, or give the audio ID by an expression, too.',
		});
	}
	const list = await findTracks(
		this,
		provider,
		async (source) => await ask(this, provider, source, taskId, PATIENCE),
	);
	if (list?.kind !== 'tracks') {
		const { message, advice } = list?.error ?? { message: 'The song was not found', advice: '' };
		throw new NodeOperationError(this.getNode(), message, { description: advice });
	}
	const wanted = filter.toLowerCase();
	const results = list.tracks
		.map((track, index) => ({ name: nameOf(track, index), value: track.audioId }))
		.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted));
	return { results };
}

/** Both tracks of a song have its title, so number and length tell them apart. */
function nameOf({ title = 'Track', duration }: Track, index: number): string {
	const length = duration === undefined ? '' : ` (${minutes(duration)})`;
	return `${index + 1}. ${title}${length}`;
}

/** As players show it: 3:18. */
function minutes(seconds: number): string {
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
