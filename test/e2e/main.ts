import execa from 'execa';
import { CHOSEN } from './harness/chosen';

/**
 * `npm run test:e2e`: jest with the arguments it is given, on the two pinned versions of n8n, or after
 * `--n8n 2.27.3` on that one, which is installed first.
 */
async function main(args: string[]): Promise<number> {
	const at = args.indexOf('--n8n');
	const [, version = ''] = at < 0 ? [] : args.splice(at, 2);
	const { exitCode } = await execa('jest', ['--selectProjects', 'e2e', '--ci', ...args], {
		preferLocal: true,
		stdio: 'inherit',
		reject: false,
		env: at < 0 ? {} : { [CHOSEN]: version },
	});
	return exitCode;
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
