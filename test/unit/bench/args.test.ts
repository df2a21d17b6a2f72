import { optionsOf } from '../../../dev/bench/args';

const KNOWN = ['workers', 'media', 'load'];

it.each([
	[[], { suites: KNOWN, rounds: undefined }],
	[['load', 'workers'], { suites: ['workers', 'load'], rounds: undefined }],
	[['media', '--rounds', '5'], { suites: ['media'], rounds: 5 }],
])('%j', (args, options) => {
	expect(optionsOf(args, KNOWN)).toEqual(options);
});

it.each([
	[['speed'], 'There is no suite "speed". There are: workers, media, load'],
	[['--rounds', '0'], '--rounds takes a whole number of at least 1'],
	[['--rounds', '1.5'], '--rounds takes a whole number of at least 1'],
	[['--rounds', 'many'], '--rounds takes a whole number of at least 1'],
	[['--loops', '2'], "Unknown option '--loops'"],
])('%j is refused', (args, message) => {
	expect(() => optionsOf(args, KNOWN)).toThrow(message);
});
