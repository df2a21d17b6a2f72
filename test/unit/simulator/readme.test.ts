import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MARKS } from '../../../dev/simulator/marks';
import { defaultSettings } from '../../../dev/simulator/settings';

const README = readFileSync(join(__dirname, '../../../dev/simulator/README.md'), 'utf8');

/** The cells of a table's rows, by the heading that the table stands under. */
function tableUnder(heading: string): string[][] {
	const section = README.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
	const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
	return rows.map((row) =>
		row
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

it('has every mark, no other, and says of each what the simulator itself says', () => {
	const rows = tableUnder('Marks').map(([mark, does]) => [mark, does]);
	expect(rows).toEqual(Object.entries(MARKS).map(([name, does]) => [`\`[${name}]\``, does]));
});

it('has no mark that no test asks for', () => {
	const tests = readdirSync(__dirname)
		.map((name) => readFileSync(join(__dirname, name), 'utf8').toLowerCase())
		.join('\n');
	const untested = Object.keys(MARKS)
		.map((name) => name.replace(/ N$/, ''))
		.filter((name) => !tests.includes(`[${name}]`) && !tests.includes(`[${name} `));
	expect(untested).toEqual([]);
});

it('names a document for every mark, or says that there is none', () => {
	for (const cells of tableUnder('Marks')) {
		expect(cells).toHaveLength(3);
		expect(cells[2]).toMatch(/S00\d|\d\.\d|\bnone\b|^–$/);
	}
});

it('names no setting that does not exist', () => {
	const named = tableUnder('Settings').flatMap(([names]) => [...names.matchAll(/`(\w+)`/g)]);
	expect(named.length).toBeGreaterThan(0);
	for (const [, name] of named) expect(Object.keys(defaultSettings())).toContain(name);
});
