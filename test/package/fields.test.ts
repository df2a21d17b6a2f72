import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { MusicVideo } from '../../nodes/MusicVideo/MusicVideo.node';
import { Veo } from '../../nodes/Veo/Veo.node';

/** A node in n8n's editor: what it shows, and what becomes of it when a field is changed. */
class Panel {
	parameters: INodeParameters = {};
	private readonly description: INodeTypeDescription;

	constructor(type: INodeType, ...changes: INodeParameters[]) {
		this.description = type.description;
		this.refill();
		for (const change of changes) this.change(change);
	}

	/** As useNodeSettingsParameters of n8n's editor does it (2.8.4 and 2.40.7). */
	change(values: INodeParameters): void {
		for (const [name, value] of Object.entries(values)) {
			this.parameters[name] = value;
			for (const field of this.description.properties) this.leaveIfMismatched(field, name);
			this.refill();
		}
	}

	fields(): INodeProperties[] {
		return this.description.properties.filter(
			(field) => field.type !== 'hidden' && this.isShown(field),
		);
	}

	field(name: string): INodeProperties {
		const found = this.fields().filter((field) => field.name === name);
		expect(found).toHaveLength(1);
		return found[0];
	}

	choices(name: string): string[] {
		return this.optionsOf(this.field(name)).map((option) => option.name);
	}

	options(): string[] {
		const options = (this.field('options').options ?? []) as INodeProperties[];
		return options.filter((option) => this.isShown(option)).map((option) => option.displayName);
	}

	/** Fields whose value is not in their list, which the editor shows in red. */
	red(): string[] {
		return this.fields()
			.filter(({ type }) => type === 'options')
			.filter((field) => {
				const values = this.optionsOf(field).map(({ value }) => value);
				return !values.includes(this.parameters[field.name] as string);
			})
			.map(({ name }) => name);
	}

	private optionsOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
		return (options as INodePropertyOptions[]).filter((option) => this.isShown(option));
	}

	private isShown(field: INodeProperties | INodePropertyOptions): boolean {
		const { parameters } = this;
		return NodeHelpers.displayParameter(
			parameters,
			field,
			this.node(),
			this.description,
			parameters,
		);
	}

	private leaveIfMismatched(field: INodeProperties, changed: string): void {
		const { show, hide } = field.displayOptions ?? {};
		const depends = show?.[changed] !== undefined || hide?.[changed] !== undefined;
		if (!(field.name in this.parameters) || !field.options || !depends) return;
		if (field.type !== 'options' || !this.isShown(field)) return;
		const values = (field.options as INodePropertyOptions[]).map(({ value }) => value);
		if (!values.includes(this.parameters[field.name] as string)) {
			this.parameters = Object.fromEntries(
				Object.entries(this.parameters).filter(([name]) => name !== field.name),
			);
		}
	}

	private refill(): void {
		const { description, parameters } = this;
		const { properties } = description;
		this.parameters =
			NodeHelpers.getNodeParameters(
				properties,
				parameters,
				true,
				false,
				this.node(),
				description,
			) ?? {};
	}

	private node(): INode {
		const { name } = this.description;
		return {
			id: '1',
			name,
			type: name,
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters,
		};
	}
}

const PROVIDERS = ['kie', 'aceData'];
const ALL = ['text2video', 'image2video', 'reference2video', 'get_1080p', 'get_4k', 'extend'];
const veo = (...changes: INodeParameters[]) => new Panel(new Veo(), ...changes);

/** Per provider and operation: the fields, the options in Options, and the choices that differ. */
const SHOWN: Record<string, Record<string, { fields: string; options: string }>> = {
	kie: {
		text2video: {
			fields:
				'prompt model download binaryProperty aspectRatio duration resolution completion outputs testRuns',
			options:
				'Enable Fallback, Enable Translation, File Name, Include Raw Response, Keep at Least (Credits), Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Seed, Time Limit (Minutes), Watermark',
		},
		image2video: {
			fields:
				'prompt imageSource firstFrameUrl lastFrameUrl model download binaryProperty aspectRatio duration resolution completion outputs testRuns',
			options:
				'Enable Fallback, Enable Translation, File Name, Include Raw Response, Keep at Least (Credits), Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Seed, Time Limit (Minutes), Watermark',
		},
		reference2video: {
			fields:
				'prompt imageSource imageUrls referenceModel download binaryProperty aspectRatio resolution completion outputs testRuns',
			options:
				'Enable Fallback, Enable Translation, File Name, Include Raw Response, Keep at Least (Credits), Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Seed, Time Limit (Minutes), Watermark',
		},
		get_1080p: {
			fields: 'taskId videoIndex download binaryProperty completion outputs testRuns',
			options:
				'File Name, Include Raw Response, Keep at Least (Credits), Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Time Limit (Minutes)',
		},
		get_4k: {
			fields: 'taskId videoIndex download binaryProperty completion outputs testRuns',
			options:
				'File Name, Include Raw Response, Keep at Least (Credits), Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Time Limit (Minutes)',
		},
		extend: {
			fields: 'taskId prompt extendModel download binaryProperty completion outputs testRuns',
			options:
				'File Name, Include Raw Response, Keep at Least (Credits), Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Seed, Time Limit (Minutes), Watermark',
		},
	},
	aceData: {
		text2video: {
			fields:
				'prompt aceDataModel download binaryProperty aspectRatio resolution completion outputs testRuns',
			options:
				'Enable Translation, File Name, Include Raw Response, Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Time Limit (Minutes)',
		},
		image2video: {
			fields:
				'prompt imageSource firstFrameUrl lastFrameUrl aceDataModel download binaryProperty aspectRatio resolution completion outputs testRuns',
			options:
				'Enable Translation, File Name, Include Raw Response, Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Time Limit (Minutes)',
		},
		reference2video: {
			fields:
				'prompt imageSource imageUrls aceDataReferenceModel download binaryProperty aspectRatio resolution completion outputs testRuns',
			options:
				'Enable Translation, File Name, Include Raw Response, Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Time Limit (Minutes)',
		},
		get_1080p: {
			fields:
				'taskId videoId videoIndex aceDataModel download binaryProperty completion outputs testRuns',
			options:
				'File Name, Include Raw Response, Max Download Size (MB), Max Purchases per Day, Max Purchases per Run, Order Key, Poll Interval (Seconds), Time Limit (Minutes)',
		},
	},
};

describe.each(PROVIDERS)('the panel of Veo at %s', (provider) => {
	const operations = Object.keys(SHOWN[provider]);

	it('lists the operations that the provider has', () => {
		const panel = veo({ provider });
		const { options = [] } = panel.field('operation');
		const values = (options as INodePropertyOptions[]).map(({ value }) => value);
		expect(values.sort()).toEqual([...operations].sort());
		expect(panel.choices('resource')).toEqual(
			provider === 'kie' ? ['Video', 'Task', 'Account'] : ['Video', 'Task'],
		);
	});

	it.each(operations)('%s shows the fields and options that are there', (operation) => {
		const panel = veo({ provider }, { operation });
		const fixed = ['provider', 'resource', 'operation', 'options'];
		const names = panel.fields().map(({ name }) => name);
		expect(names.filter((name) => !fixed.includes(name)).join(' ')).toBe(
			SHOWN[provider][operation].fields,
		);
		expect(panel.options().join(', ')).toBe(SHOWN[provider][operation].options);
		expect(panel.red()).toEqual([]);
	});

	it('names no provider in a label', () => {
		for (const operation of operations) {
			const panel = veo({ provider }, { operation });
			const labels = panel.fields().map(({ displayName }) => displayName);
			const lists = panel
				.fields()
				.filter(({ type, name }) => type === 'options' && name !== 'provider');
			const choices = lists.flatMap(({ name }) => panel.choices(name));
			expect([...labels, ...panel.options(), ...choices].join(' ')).not.toMatch(
				/\bOnly\b|Kie|Ace Data/,
			);
		}
	});
});

it.each([
	[
		'kie',
		'text2video',
		['16:9: YouTube, TV, Websites', '9:16: Shorts, Reels, TikTok'],
		['1080p', '4K', '720p'],
	],
	[
		'kie',
		'image2video',
		['16:9: YouTube, TV, Websites', '9:16: Shorts, Reels, TikTok', 'Auto: As the Image'],
		['1080p', '4K', '720p'],
	],
	[
		'aceData',
		'text2video',
		['16:9: YouTube, TV, Websites', '9:16: Shorts, Reels, TikTok'],
		['1080p', '4K', 'GIF'],
	],
	[
		'aceData',
		'image2video',
		['16:9: YouTube, TV, Websites', '9:16: Shorts, Reels, TikTok'],
		['1080p', 'GIF'],
	],
])('%s offers %s its formats', (provider, operation, ratios, resolutions) => {
	const panel = veo({ provider }, { operation });
	expect(panel.choices('aspectRatio')).toEqual(ratios);
	expect(panel.choices('resolution')).toEqual(resolutions);
});

describe('switching', () => {
	const chosen: INodeParameters = {
		aspectRatio: 'Auto',
		resolution: '720p',
		duration: 4,
		options: { seeds: 12345, watermark: 'x', enableTranslation: false },
		model: { __rl: true, mode: 'list', value: 'veo3', cachedResultName: 'Veo 3.1 Quality' },
	};

	it.each(ALL)('the provider leaves nothing red after %s', (operation) => {
		const aspectRatio = operation === 'image2video' ? 'Auto' : '9:16';
		const panel = veo({ provider: 'kie' }, { operation }, { ...chosen, aspectRatio });
		panel.change({ provider: 'aceData' });
		expect(panel.red()).toEqual([]);
		expect(panel.parameters).not.toHaveProperty('model');
		expect(panel.parameters).not.toHaveProperty('duration');
		panel.change({ provider: 'kie' });
		expect(panel.red()).toEqual([]);
	});

	it('the provider takes no choice for another one', () => {
		const panel = veo({ provider: 'kie' }, { operation: 'image2video' }, chosen);
		panel.change({ provider: 'aceData' });
		expect(panel.parameters).toMatchObject({
			operation: 'image2video',
			aceDataModel: { value: 'veo3-fast' },
			aspectRatio: '16:9',
			resolution: '1080p',
			options: { enableTranslation: false },
		});
		expect(panel.parameters.options).not.toHaveProperty('seeds');
	});

	it.each(PROVIDERS)('the operation leaves nothing red at %s', (provider) => {
		const operations = Object.keys(SHOWN[provider]);
		for (const from of operations) {
			for (const to of operations) {
				const aspectRatio = provider === 'kie' && from === 'image2video' ? 'Auto' : '9:16';
				const resolution = provider === 'kie' || from === 'text2video' ? '4k' : 'gif';
				const panel = veo({ provider }, { operation: from }, { aspectRatio, resolution });
				panel.change({ operation: to });
				expect([from, to, ...panel.red()]).toEqual([from, to]);
			}
		}
	});

	it.each(['task', 'account'])('the provider leaves nothing red at the resource %s', (resource) => {
		for (const operation of ['get', 'getMany', 'wait', 'download', 'getCredits']) {
			const panel = veo({ provider: 'kie' }, { resource });
			if (!panel.choices('operation').length) continue;
			const { options = [] } = panel.field('operation');
			if (!(options as INodePropertyOptions[]).some(({ value }) => value === operation)) continue;
			panel.change({ operation });
			panel.change({ provider: 'aceData' });
			expect(panel.red()).toEqual([]);
		}
	});
});

describe.each(['sunoApi', 'kie'])('the panel of Music Video at %s', (provider) => {
	it('shows what Create needs', () => {
		const panel = new Panel(new MusicVideo(), { provider });
		expect(panel.fields().map(({ name }) => name)).toEqual(
			expect.arrayContaining(['taskId', 'audioId', 'author', 'domainName', 'completion']),
		);
		expect(panel.red()).toEqual([]);
	});
});

describe('the lists of models', () => {
	const { listSearch } = new Veo().methods;

	it('has a search for each, which finds what the field shows', async () => {
		const locators = new Veo().description.properties.filter(
			({ type }) => type === 'resourceLocator',
		);
		expect(new Set(locators.map(({ name }) => name)).size).toBe(5);
		for (const { modes = [], default: first } of locators) {
			const method = modes[0].typeOptions?.searchListMethod ?? '';
			const { results } = await listSearch[method]();
			const { value, cachedResultName } = first as { value: string; cachedResultName: string };
			expect(results).toContainEqual(expect.objectContaining({ value, name: cachedResultName }));
			expect((await listSearch[method]('no such model')).results).toEqual([]);
			expect(modes[1].name).toBe('id');
		}
	});
});
