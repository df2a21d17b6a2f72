import { plotOf, type Panel } from '../../../dev/bench/plot';
import type { SuiteResult } from '../../../dev/bench/results';

const PANELS: Panel[] = [
	{ suite: 'fast', table: 'speed', column: 'seconds', title: 'Seconds of two ways' },
	{ suite: 'later', table: 'speed', column: 'seconds', title: 'Not measured' },
];

it('draws the median of every row, and no panel without figures', () => {
	const rows = { ours: { seconds: [1, 12.345, 90] }, theirs: { seconds: [70] } };
	const fast = { tables: { speed: rows } } as unknown as SuiteResult;
	const svg = plotOf(PANELS, { fast });
	expect(svg).toMatch(/^<svg /);
	for (const text of ['Seconds of two ways', 'ours', 'theirs', '12.3', '70']) {
		expect(svg).toContain(`>${text}</text>`);
	}
	expect(svg).not.toContain('Not measured');
});
