import type { ChaosSettings } from './chaos';

/** Who is paid; also the first part of the paths that the simulator answers for it. */
export type Provider = 'kie' | 'aceData' | 'sunoApi';

/** At most `count` requests in any `windowMs` milliseconds. */
export interface RateLimit {
	count: number;
	windowMs: number;
}

/** How the simulated providers behave; may be changed while the simulator runs. */
export interface Settings {
	/** Every request is cut off without an answer; what runs goes on, and callbacks leave. */
	isDown: boolean;
	/** Milliseconds that an ordinary task takes. */
	taskMs: number;
	/** Valid keys; each one is an account of its own. */
	apiKeys: Record<Provider, string[]>;
	/** Balance that every account starts with. */
	credits: Record<Provider, number>;
	/** Purchases after which an account has no credits left, whatever its balance. */
	creditsLastFor: number | undefined;
	/** New tasks per account. */
	rateLimit: RateLimit;
	/** Look-ups per task. */
	lookUpLimit: RateLimit;
	/** Look-ups per music task, which the providers limit more tightly. */
	musicLookUpLimit: RateLimit;
	/** Value of the `Retry-After` header of a *too fast* answer; absent as at the real providers. */
	retryAfterSeconds: number | undefined;
	/** When set, Kie signs its callbacks with it. */
	kieHmacKey: string | undefined;
	callback: {
		timeoutMs: number;
		/** Further attempts after the first, for the providers that repeat. */
		retries: number;
		retryDelayMs: number;
		/** Calls under way at the same time; the others wait for their turn. */
		atOnce: number;
	};
	/** Body code of Kie's 1080p answer while the upscaled file is in the making. */
	kie1080pNotReadyCode: 400 | 422 | 500;
	/** The answer to a second music video for the same track. */
	mp4Duplicate: { code: 409 | 422; withTaskId: boolean };
	/** Whether Kie repeats the body's code as the HTTP status. */
	kieHttpStatuses: boolean;
	/** Whether sunoapi.org repeats the body's code as the HTTP status. */
	sunoApiHttpStatuses: boolean;
	/** Models that Ace Data has in service. */
	aceDataModels: string[];
	/** The names that Ace Data takes for its 1080p action; newer documents spell it `get1080p`. */
	aceData1080pActions: string[];
	/** Whether Ace Data applies the limit of its listing to tasks that are named by their ids. */
	aceDataLimitsIds: boolean;
	/** Misbehaviour at random, beside what marks ask for. */
	chaos: ChaosSettings | undefined;
}

/** Any part of the settings, down to the single value. */
export type SettingsPatch = {
	[Name in keyof Settings]?: Settings[Name] extends readonly unknown[] | undefined
		? Settings[Name]
		: Settings[Name] extends object
			? Partial<Settings[Name]>
			: Settings[Name];
};

/** What holds unless an option says otherwise. Limits as the providers document them. */
export function defaultSettings(): Settings {
	return {
		isDown: false,
		taskMs: 1500,
		apiKeys: { kie: ['kie-key'], aceData: ['ace-data-token'], sunoApi: ['suno-api-key'] },
		credits: { kie: 10_000, aceData: 1_000, sunoApi: 1_000 },
		creditsLastFor: undefined,
		rateLimit: { count: 20, windowMs: 10_000 },
		lookUpLimit: { count: 10, windowMs: 1_000 },
		musicLookUpLimit: { count: 3, windowMs: 1_000 },
		retryAfterSeconds: undefined,
		kieHmacKey: undefined,
		callback: { timeoutMs: 15_000, retries: 3, retryDelayMs: 1_000, atOnce: Infinity },
		kie1080pNotReadyCode: 400,
		mp4Duplicate: { code: 409, withTaskId: true },
		kieHttpStatuses: false,
		sunoApiHttpStatuses: false,
		aceDataModels: ['veo3', 'veo3-fast', 'veo31', 'veo31-fast', 'veo31-fast-ingredients'],
		aceData1080pActions: ['get_1080p'],
		aceDataLimitsIds: true,
		chaos: undefined,
	};
}

/**
 * The settings with the patch laid over them; the arguments stay as they are.
 * @throws Error when the patch names a setting that does not exist
 */
export function withPatch(settings: Settings, patch: SettingsPatch): Settings {
	const unknown = Object.keys(patch).find((name) => !(name in settings));
	if (unknown !== undefined) throw new Error(`There is no setting "${unknown}"`);
	return {
		...settings,
		...patch,
		apiKeys: { ...settings.apiKeys, ...patch.apiKeys },
		credits: { ...settings.credits, ...patch.credits },
		rateLimit: { ...settings.rateLimit, ...patch.rateLimit },
		lookUpLimit: { ...settings.lookUpLimit, ...patch.lookUpLimit },
		musicLookUpLimit: { ...settings.musicLookUpLimit, ...patch.musicLookUpLimit },
		callback: { ...settings.callback, ...patch.callback },
		mp4Duplicate: { ...settings.mp4Duplicate, ...patch.mp4Duplicate },
	};
}
