import { table } from '../../../dev/demo/table';

it('table has one line per file or outcome, and marks what did not end as expected', () => {
	const text = table([
		{
			workflow: 'Text to Video',
			outcome: 'Make the Video: succeeded',
			asExpected: true,
			seconds: 6.04,
			files: ['output/a.mp4', 'output/b.mp4'],
		},
		{
			workflow: 'Broken',
			outcome: 'It broke\n→ Mend it.',
			asExpected: false,
			seconds: 12,
			files: [],
		},
	]);
	const lines = text.split('\n').filter((line) => /[a-z]/i.test(line));
	expect(
		lines.map((line) =>
			line
				.split('│')
				.map((cell) => cell.trim())
				.slice(1, -1),
		),
	).toEqual([
		['Workflow', 'Outcome', 'Seconds', 'File'],
		['Text to Video', '✓ Make the Video: succeeded', '6.0', 'output/a.mp4'],
		['', '', '', 'output/b.mp4'],
		['Broken', '✗ It broke', '12.0', ''],
		['', '→ Mend it.', '', ''],
	]);
});
