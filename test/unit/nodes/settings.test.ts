import type { IWebhookFunctions } from 'n8n-workflow';

import { settingsOf } from '../../../nodes/VeoTrigger/settings';

/** A trigger with these parameters, by their full names; an error is what reading them throws. */
function trigger(parameters: Record<string, unknown>) {
	const warnings: string[] = [];
	const getNodeParameter = (name: string, fallback: unknown) => {
		const value = name in parameters ? parameters[name] : fallback;
		if (value instanceof Error) throw value;
		return value;
	};
	const context = {
		getNodeParameter,
		logger: { warn: (message: string) => warnings.push(message) },
	} as unknown as IWebhookFunctions;
	const read = () => settingsOf(context);
	return { read, warnings };
}

const broken = new Error('an expression failed');
const plain = { provider: 'kie', authentication: 'callbackToken' };
const downloading = { ...plain, 'options.download': true };

it('reads what is set', () => {
	const { read, warnings } = trigger({
		provider: 'sunoApi',
		authentication: 'none',
		branches: 'single',
		songStages: ['first'],
		confirm: true,
		ignoreDuplicates: false,
		'options.includeRaw': true,
		'options.download': true,
		'options.binaryProperty': 'film',
		'options.maxDownloadSize': 2,
		'options.signatureMaxAge': 60,
	});
	expect(read()).toEqual({
		provider: 'sunoApi',
		authentication: 'none',
		branches: 'single',
		songStages: ['first'],
		confirm: true,
		ignoreDuplicates: false,
		includeRaw: true,
		download: { binaryProperty: 'film', maxBytes: 2e6 },
		signatureMaxAge: 60,
	});
	expect(warnings).toEqual([]);
});

it.each([undefined, null, '', 'false', 'true', 0, 1, NaN, [], {}, broken])(
	'what protects is on for %p',
	(value) => {
		const { read } = trigger({ ...plain, confirm: value, ignoreDuplicates: value });
		expect(read()).toMatchObject({ confirm: true, ignoreDuplicates: true });
	},
);

it.each(['', ' ', 'large', '5 MB', 0, -1, NaN, null, undefined, [], {}, true, broken])(
	'a size limit of %p is the default, never none, and the log says so',
	(size) => {
		const { read, warnings } = trigger({ ...downloading, 'options.maxDownloadSize': size });
		expect(read().download).toEqual({ binaryProperty: 'data', maxBytes: 500e6 });
		expect(warnings).toEqual([expect.stringContaining('maxDownloadSize')]);
	},
);

it('several wrong settings are several defaults', () => {
	const { read, warnings } = trigger({
		...downloading,
		branches: 'constructor',
		'options.binaryProperty': ' ',
		'options.maxDownloadSize': 'x',
		'options.signatureMaxAge': 'x',
	});
	expect(read()).toMatchObject({
		branches: 'errorType',
		download: { binaryProperty: 'data', maxBytes: 500e6 },
		signatureMaxAge: 300,
	});
	expect(warnings).toHaveLength(3);
});

it('fetches nothing where nothing is confirmed', () => {
	expect(trigger({ ...downloading, confirm: false }).read().download).toBeUndefined();
});

it.each(['', 'constructor', undefined, 1, broken])(
	'has no way to go on with provider %p',
	(provider) => {
		expect(trigger({ ...plain, provider }).read).toThrow(/'Provider'/);
	},
);

it.each([undefined, null, '', 'first', 0, {}, ['first', 'second'], broken])(
	'stages of a song that are %p are the default: its end, good or bad',
	(songStages) => {
		const { read, warnings } = trigger({ ...plain, songStages });
		expect(read()).toMatchObject({ songStages: ['complete', 'error'] });
		expect(warnings.length).toBeGreaterThan(0);
	},
);

it('no stage of a song is a choice, too', () => {
	const { read, warnings } = trigger({ ...plain, songStages: [] });
	expect(read()).toMatchObject({ songStages: [] });
	expect(warnings).toEqual([]);
});
