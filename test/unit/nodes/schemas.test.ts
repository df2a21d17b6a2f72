import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { resources as musicVideo } from '../../../nodes/MusicVideo/actions/resources';
import { resources as veo } from '../../../nodes/Veo/actions/resources';
import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import { versionRef } from '../../../lib/providers/api';
import { kieVeoJobs } from '../../../lib/providers/kie/unified';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { kieMusicVideo } from '../../../lib/providers/kie/musicVideo';
import { kieSong, kieSongJobs } from '../../../lib/providers/kie/song';
import { answer, envelope, fixture, taskIn } from '../providers/support';

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** What n8n's editor offers to drag from an operation that has not run yet. */
function schemaOf(node: string, resource: string, operation: string): Schema {
	const folder = join(__dirname, '../../../nodes', node, '__schema__/v1.0.0', resource);
	return JSON.parse(readFileSync(join(folder, `${operation}.json`), 'utf8')) as Schema;
}

function typeOf(value: unknown): string {
	return Array.isArray(value) ? 'array' : typeof value;
}

/** The paths of a record that its schema does not describe. */
function missing(value: unknown, schema: Schema | undefined, path = ''): string[] {
	if (!schema || ![schema.type].flat().includes(typeOf(value))) return [path];
	if (Array.isArray(value)) return value.flatMap((item) => missing(item, schema.items, path));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, field]) =>
		missing(field, schema.properties?.[name], `${path}.${name}`),
	);
}

const OPERATIONS = [
	...veo.map((resource) => ['Veo', resource] as const),
	...musicVideo.map((resource) => ['MusicVideo', resource] as const),
].flatMap(([node, { option, operations }]) =>
	operations.map((operation) => [node, option.value, operation.option.value] as const),
);

it.each(OPERATIONS)('%s, %s, %s has a schema', (node, resource, operation) => {
	expect(schemaOf(node, resource, operation)).toMatchObject({ type: 'object', version: 1 });
});

const look = { taskId: 'a' };
const failure = envelope(200, '', { successFlag: 2, errorCode: 400, errorMessage: 'no' });
const version4k = versionRef('a', '4k', 1);
const withHole = envelope(200, '', {
	successFlag: 1,
	response: { originUrls: [null, 'https://example.com/720p.mp4'] },
});
const RECORDS = [
	['Veo', taskIn(kieVeo.lookUp.read(answer(fixture('kieVeo', 'record-succeeded')), look))],
	[
		'Veo',
		taskIn(kieVeo.lookUp.read(answer(fixture('kieVeo', 'record-succeeded-documented')), look)),
	],
	['Veo', taskIn(kieVeo.lookUp.read(answer(failure), look))],
	['Veo', taskIn(kieVeo.lookUp.read(answer(fixture('kieVeo', '4k-ready')), version4k))],
	['Veo', taskIn(kieVeo.lookUp.read(answer(withHole), look))],
	['Veo', taskIn(kieVeoJobs.lookUp.read(answer(fixture('kieJobs', 'record-succeeded')), look))],
	['Veo', taskIn(aceDataVeo.lookUp.read(answer(fixture('aceDataVeo', 'record-finished')), look))],
	['Veo', taskIn(aceDataVeo.readCallback(fixture('aceDataVeo', 'callback-cost')))],
	[
		'MusicVideo',
		taskIn(kieMusicVideo.lookUp.read(answer(fixture('musicVideo', 'record-succeeded')), look)),
	],
	['MusicVideo', taskIn(kieSong.lookUp.read(answer(fixture('song', 'record-succeeded')), look))],
	['MusicVideo', taskIn(kieSongJobs.lookUp.read(answer(fixture('kieJobs', 'record-song')), look))],
	['MusicVideo', taskIn(kieSong.readCallback(fixture('song', 'callback-error')))],
] as const;

it.each(['Veo', 'MusicVideo'])('the docs name every field of a task of %s', (node) => {
	const pages = ['record.md', 'music-video.md']
		.map((name) => readFileSync(join(__dirname, '../../../docs', name), 'utf8'))
		.join();
	const { properties = {} } = schemaOf(node, 'task', 'get');
	const inLists = [properties.videos, properties.tracks].flatMap((list?: Schema) =>
		Object.keys(list?.items?.properties ?? {}),
	);
	const fields = [...Object.keys(properties), ...inLists];
	expect(fields.length).toBeGreaterThan(10);
	expect(
		fields.filter((name) => !pages.includes(`\`${name}\``) && !pages.includes(`"${name}"`)),
	).toEqual([]);
});

it.each(RECORDS)('the schemas of %s describe a whole task', (node, { raw, ...task }) => {
	const others = ['account', 'track', task.product === 'song' ? 'musicVideo' : 'song'];
	const about = OPERATIONS.filter(
		([name, resource, operation]) =>
			name === node && !others.includes(resource) && operation !== 'forgetOrderKey',
	);
	expect(about.length).toBeGreaterThan(4);
	for (const [, resource, operation] of about) {
		expect(missing(task, schemaOf(node, resource, operation))).toEqual([]);
	}
});
