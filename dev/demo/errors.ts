/** A failure that the user can do something about; printed without a stack. */
export class DemoError extends Error {
	/**
	 * @param message what happened
	 * @param advice what to do about it
	 */
	constructor(
		message: string,
		readonly advice: string,
		options?: ErrorOptions,
	) {
		super(message, options);
		this.name = 'DemoError';
	}
}

/** Codes of the operating system, npm and node-gyp as they show up in messages and output. */
const ADVICE: ReadonlyArray<[pattern: RegExp, advice: string]> = [
	[/^Un(known option|expected argument)/, 'The only option is --once: stop after the examples.'],
	[/\bENOSPC\b/, 'The disk is full. Free about 5 GB (n8n alone takes 3 GB), then run this again.'],
	[/\bEADDRINUSE\b|port .* in use/i, 'Another program took the port. Run this again.'],
	[
		/\b(EACCES|EPERM|EROFS)\b/,
		'A folder of this repository cannot be written. Give yourself the right to write it, then run this again.',
	],
	[
		/find Python|not found: make|make: not found|\bg\+\+|C\+\+ compiler|Visual Studio|xcode-select/i,
		'n8n’s database driver has to be compiled here, and the tools for it are missing. ' +
			'Debian or Ubuntu: sudo apt-get install python3 make g++. macOS: xcode-select --install. ' +
			'Windows: install Visual Studio Build Tools and Python 3. Then run this again.',
	],
	[
		/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E50[0-9])\b/,
		'The package registry cannot be reached. Check the network and npm’s proxy and registry settings, then run this again; what is already downloaded is kept.',
	],
	[
		/\b(ETARGET|E404|EINTEGRITY)\b/,
		'The package registry does not have a pinned version. Check npm’s registry setting, then run this again.',
	],
];

/** Finds the advice for what a program or the operating system said. */
export function adviceFor(text: string, otherwise: string): string {
	return ADVICE.find(([pattern]) => pattern.test(text))?.[1] ?? otherwise;
}

/** What to print about an error of any kind: what happened, then what to do. */
export function explain(error: unknown): string {
	if (error instanceof DemoError) return `${error.message}\n→ ${error.advice}`;
	const text = error instanceof Error ? error.message : String(error);
	return `${text}\n→ ${adviceFor(text, 'Run this again. If it stays, open an issue with this text.')}`;
}

/** The last lines of a log, where programs say why they stopped. */
export function lastLines(text: string, count = 15): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}
