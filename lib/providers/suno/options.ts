import type { ApiVersion, MusicVideoJob, SongJob } from '../api';
import { NOT_SENT, under, type WireTable } from '../wire';

/** What the operators call the fields of a music video, in each of Kie's API versions. */
export const MUSIC_VIDEO_WIRE: Readonly<Record<ApiVersion, WireTable<MusicVideoJob, 'create'>>> = {
	classic: {
		taskId: under('taskId', 'create'),
		audioId: under('audioId', 'create'),
		author: under('author', 'create'),
		domainName: under('domainName', 'create'),
		callbackUrl: under('callBackUrl', 'create'),
	},
	unified: {
		taskId: under('task_id', 'create'),
		audioId: under('audio_id', 'create'),
		author: under('author', 'create'),
		domainName: under('domain_name', 'create'),
		// Beside the input, not in it.
		callbackUrl: under(NOT_SENT, 'create'),
	},
};

/** What sunoapi.org calls the fields of a song; Kie's classic API has one more. */
const SONG: WireTable<SongJob, 'create'> = {
	prompt: under('prompt', 'create'),
	customMode: under('customMode', 'create'),
	instrumental: under('instrumental', 'create'),
	model: under('model', 'create'),
	style: under('style', 'create'),
	title: under('title', 'create'),
	negativeTags: under('negativeTags', 'create'),
	vocalGender: under('vocalGender', 'create'),
	styleWeight: under('styleWeight', 'create'),
	weirdnessConstraint: under('weirdnessConstraint', 'create'),
	audioWeight: under('audioWeight', 'create'),
	personaId: under('personaId', 'create'),
	personaModel: under('personaModel', 'create'),
	duration: {},
	callbackUrl: under('callBackUrl', 'create'),
};

/** What each operator calls the fields of a song, Kie in each of its API versions. */
export const SONG_WIRE = {
	sunoApi: SONG,
	kie: { ...SONG, duration: under('duration', 'create') },
	unified: {
		prompt: under('prompt', 'create'),
		customMode: under('custom_mode', 'create'),
		instrumental: under('instrumental', 'create'),
		model: under('model', 'create'),
		style: under('style', 'create'),
		title: under('title', 'create'),
		negativeTags: under('negative_tags', 'create'),
		vocalGender: under('vocal_gender', 'create'),
		styleWeight: under('style_weight', 'create'),
		weirdnessConstraint: under('weirdness_constraint', 'create'),
		audioWeight: under('audio_weight', 'create'),
		personaId: under('persona_id', 'create'),
		personaModel: under('persona_model', 'create'),
		duration: under('duration', 'create'),
		// Beside the input, not in it.
		callbackUrl: under(NOT_SENT, 'create'),
	},
} satisfies Record<string, WireTable<SongJob, 'create'>>;
