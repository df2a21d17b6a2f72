import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { names } from './names';

const FOLDER = join(__dirname, '../fixtures/names');
const RELEASES = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));

function namesOf(release: string): string[] {
	return JSON.parse(readFileSync(join(FOLDER, `${release}.json`), 'utf8')) as string[];
}

const NAMES = names();
const isGone = (known: string[]) => known.filter((name) => !NAMES.includes(name));

it.each(RELEASES)('all that workflows of %s depend on is still there', (release) => {
	expect(namesOf(release).length).toBeGreaterThan(200);
	expect(isGone(namesOf(release))).toEqual([]);
});

it('knows names, values, options, versions, credentials and outputs', () => {
	expect(NAMES).toEqual(
		expect.arrayContaining([
			...['veo.completion', 'veo.completion=poll', 'veo.options.pollInterval', 'veo version 1'],
			...['veo takes kieApi', 'kieApi.webhookHmacKey', 'veoTrigger errorType 0 Success'],
		]),
	);
});

it('notices what is gone', () => {
	expect(isGone([...NAMES, 'veo.nothing', 'veo.completion=never'])).toEqual([
		'veo.nothing',
		'veo.completion=never',
	]);
});
