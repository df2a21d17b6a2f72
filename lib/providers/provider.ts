import type {
	ApiVersion,
	Callback,
	Endpoint,
	Form,
	MusicVideoJob,
	SongJob,
	TaskApi,
	Upload,
	VeoJob,
} from './api';
import type { Balance } from './suno/credits';
import type { TrackList } from './suno/tracks';

/** One API in each of the versions that its provider speaks; most speak one. */
export type Versions<Job> = Readonly<Record<ApiVersion, TaskApi<Job>>>;

/** All that the rest of the package knows of a provider. */
export interface ProviderRow {
	/** Its name in the editor. */
	readonly label: string;
	/** The type of its credential, as saved workflows know it. */
	readonly credential: string;
	/** Its APIs, by product. */
	readonly veo?: Versions<VeoJob>;
	readonly musicVideo?: Versions<MusicVideoJob>;
	readonly song?: Versions<SongJob>;
	/** Whether its credential says in which version it is spoken to. */
	readonly hasVersions?: true;
	/** Reads a callback, whichever product it is about. */
	readonly readCallback: (body: unknown) => Callback;
	/** How many new tasks it takes in how many milliseconds. */
	readonly pace: { readonly size: number; readonly window: number };
	/** How it takes image files, and in which folder; without it, it fetches them from this n8n. */
	readonly upload?: Endpoint<Form, Upload> & { readonly folder: string };
	/** Asks what is left to spend; absent where only its website tells. */
	readonly credits?: Endpoint<void, Balance>;
	/** Where the tracks of a song may be, the likelier place first; whoever sells music videos has it. */
	readonly tracks?: (version: ApiVersion) => Array<Endpoint<string, TrackList>>;
}

/** An API that is the same whatever the credential says. */
export function always<Job>(api: TaskApi<Job>): Versions<Job> {
	return { classic: api, unified: api };
}
