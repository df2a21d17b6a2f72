import execa from 'execa';
import { adviceFor, DemoError, lastLines } from './errors';

let running: execa.ExecaChildProcess | undefined;

/** Ends the npm that is running, and waits for it to clean up, for a few seconds at most. */
export async function stopNpm(): Promise<void> {
	running?.kill('SIGTERM');
	await Promise.allSettled([running]);
}

/**
 * Runs npm and waits for it.
 * @param purpose completes the sentence "npm could not …"
 * @returns what npm printed to standard output
 * @throws DemoError with npm's last lines and what to do about them
 */
export async function npm(
	purpose: string,
	cwd: string,
	args: string[],
	env: NodeJS.ProcessEnv = {},
): Promise<string> {
	try {
		// `npm start` tells its children which folder is theirs; the prefix says it anew.
		running = execa('npm', [...args, '--prefix', cwd], { cwd, env, all: true });
		const { stdout } = await running;
		return stdout;
	} catch (error) {
		const output = (error as execa.ExecaError).all ?? '';
		throw new DemoError(
			`npm could not ${purpose}:\n${lastLines(output) || String(error)}`,
			adviceFor(
				output,
				'The lines above are npm’s own. Correct what they name, then run this again.',
			),
			{ cause: error },
		);
	}
}
