import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Where a person is asked. */
export interface Terminal {
	input: NodeJS.ReadableStream;
	output: NodeJS.WritableStream;
}

/**
 * Asks for one line.
 * @param hidden whether nothing of the answer is shown
 * @returns the line, trimmed; empty where the input ends instead
 */
export async function ask({ input, output }: Terminal, question: string, hidden = false) {
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	// Before the question: until then, the terminal itself shows what is typed.
	const lines = createInterface({ input, output: hidden ? nowhere : output, terminal: hidden });
	output.write(question);
	try {
		return await new Promise<string>((resolve) => {
			lines.once('line', (line) => resolve(line.trim()));
			lines.once('close', () => resolve(''));
			// A hidden line takes the terminal's keys for itself, Ctrl-C too.
			lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
		});
	} finally {
		lines.close();
		if (hidden) output.write('\n');
	}
}
