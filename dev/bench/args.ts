import { parseArgs } from 'node:util';

/** What the command is asked for. */
export interface Options {
	/** Names of suites, in the order in which they are run. */
	suites: string[];
	/** Of every suite; each has its own number where absent. */
	rounds?: number;
}

/**
 * Reads the arguments of the command.
 * @param known the names of all suites
 * @throws Error that names what is wrong
 */
export function optionsOf(args: string[], known: string[]): Options {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: { rounds: { type: 'string' } },
	});
	const unknown = positionals.find((name) => !known.includes(name));
	if (unknown !== undefined) {
		throw new Error(`There is no suite "${unknown}". There are: ${known.join(', ')}`);
	}
	const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
	if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
		throw new Error('--rounds takes a whole number of at least 1');
	}
	return {
		suites: positionals.length > 0 ? known.filter((name) => positionals.includes(name)) : known,
		rounds,
	};
}
