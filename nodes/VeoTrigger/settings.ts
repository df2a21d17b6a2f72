import type { DownloadSettings } from '../../lib/lifecycle/attachFiles';
import type { IWebhookFunctions } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { isProvider } from '../../lib/providers';
import type { Provider, SongStage } from '../../lib/task';
import { downloadSettings } from '../common/downloadFields';
import { toNumber, toText } from '../common/parameters';
import { isBranches, type Branches } from './route';
import { songStagesField, STAGES } from './stages';
import { fileOptions } from './videos';

/** The trigger's parameters, as one call finds them. */
export interface Settings {
	provider: Provider;
	/** May be a value that nobody knows. */
	authentication: unknown;
	branches: Branches;
	/** Those of a song that start the workflow. */
	songStages: SongStage[];
	confirm: boolean;
	ignoreDuplicates: boolean;
	includeRaw: boolean;
	/** How the videos are fetched; absent where they are not. */
	download?: DownloadSettings;
	/** Seconds. */
	signatureMaxAge: number;
}

const SIGNATURE_MAX_AGE = 300;
const DEFAULT_STAGES = songStagesField.default as SongStage[];

/**
 * Reads all parameters. An event must not be lost for a setting: what is no value of its field, or
 * an expression that fails, is as good as the default, and n8n's log says so. What protects is off
 * only where it is really `false`.
 * @throws OperationalError where the provider is none, for then nothing can be read
 */
export function settingsOf(context: IWebhookFunctions): Settings {
	const warn = (field: string, issue: string) =>
		context.logger.warn(
			`Veo Trigger: '${field}' ${issue}. The default is used; correct the field.`,
		);
	const read = (name: string, fallback: unknown): unknown => {
		try {
			return context.getNodeParameter(name, fallback);
		} catch (error) {
			warn(name, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
			return fallback;
		}
	};

	const provider = read('provider', undefined);
	if (!isProvider(provider)) {
		throw new OperationalError(
			`'Provider' has a value that Veo Trigger does not know. Choose one.`,
		);
	}
	const branches = read('branches', 'errorType');
	const songStages = read('songStages', DEFAULT_STAGES);
	if (!isStages(songStages)) warn('songStages', 'is no list of stages');
	const confirm = read('confirm', true) !== false;
	const maxAge = toNumber(read('options.signatureMaxAge', SIGNATURE_MAX_AGE));
	if (!(maxAge > 0)) warn('signatureMaxAge', 'is not a number greater than 0');
	return {
		provider,
		authentication: read('authentication', undefined),
		branches: isBranches(branches) ? branches : 'errorType',
		songStages: isStages(songStages) ? songStages : DEFAULT_STAGES,
		confirm,
		ignoreDuplicates: read('ignoreDuplicates', true) !== false,
		includeRaw: read('options.includeRaw', false) === true,
		...(confirm && read('options.download', false) === true && { download: files(read, warn) }),
		signatureMaxAge: maxAge > 0 ? maxAge : SIGNATURE_MAX_AGE,
	};
}

function isStages(value: unknown): value is SongStage[] {
	return Array.isArray(value) && value.every((stage) => STAGES.includes(stage as SongStage));
}

function files(
	read: (name: string, fallback: unknown) => unknown,
	warn: (field: string, issue: string) => void,
): DownloadSettings {
	const defaults = new Map(
		fileOptions.map((field): [string, unknown] => [field.name, field.default]),
	);
	const given = new Map(
		[...defaults].map(([name, value]) => [name, read(`options.${name}`, value)]),
	);
	// Here all of them are options.
	const valueOf = (name: string) => given.get(name.replace('options.', ''));
	const values = {
		text: (name: string) => toText(valueOf(name)),
		numberOf: (name: string) => toNumber(valueOf(name)),
	};
	// One issue at a time; of the defaults there is none.
	let settings = downloadSettings(values);
	while ('field' in settings) {
		warn(settings.field, settings.message);
		given.set(settings.field, defaults.get(settings.field));
		settings = downloadSettings(values);
	}
	return settings;
}
