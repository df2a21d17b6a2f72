import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import execa from 'execa';
import getPort from 'get-port';
import { adviceFor, DemoError, lastLines } from '../demo/errors';
import { freePort } from './port';
import type { Runtime } from './runtime';

const HOST = '127.0.0.1';
/** Migrations on a slow disk take most of it. */
const START_LIMIT_MS = 300_000;
const STOP_LIMIT_MS = 10_000;

/** A running n8n. */
export interface N8nServer {
	/** Of its process, which has no children that run workflows. */
	pid: number;
	url: string;
	logFile: string;
	/**
	 * Waits until n8n answers.
	 * @throws DemoError with the end of n8n's log when it stops or does not get ready in time
	 */
	ready(): Promise<void>;
	/** Settles when n8n has ended, whoever ended it. */
	ended: Promise<void>;
	/** Asks n8n to end, and ends it after ten seconds if it does not. */
	stop(): Promise<void>;
	/** Ends n8n as a power cut would: it gets no chance to put anything in order. */
	kill(): Promise<void>;
}

/** What kind of process n8n is; all but `main` exist in its queue mode only. */
export type N8nRole = 'main' | 'webhook' | 'worker';

const COMMAND: Record<N8nRole, string> = { main: 'start', webhook: 'webhook', worker: 'worker' };

export interface N8nOptions {
	/** For URLs that have to outlive a restart; otherwise a free port. */
	port?: number;
	role?: N8nRole;
	/** Further settings of n8n, which go before ours. */
	env?: Record<string, string>;
}

/**
 * Starts n8n on the loopback address. Its log of an earlier start is kept, and this one's appended.
 * @param userFolder holds its database, its key and the community packages; made if it is not there
 */
export async function startN8n(
	runtime: Runtime,
	userFolder: string,
	{ port: wantedPort, role = 'main', env = {} }: N8nOptions = {},
): Promise<N8nServer> {
	await mkdir(userFolder, { recursive: true });
	const port = wantedPort ?? (await getPort({ host: HOST, port: getPort.makeRange(5678, 5777) }));
	const brokerPort = await freePort();
	const url = `http://${HOST}:${port}`;
	const logFile = join(userFolder, role === 'main' ? 'n8n.log' : `n8n-${role}-${port}.log`);

	// A file and no pipe: n8n must be able to write its log, and end in order, even when we are gone.
	const log = await open(logFile, 'a');
	const child = execa(runtime.node, [runtime.script, COMMAND[role]], {
		cwd: userFolder,
		extendEnv: false,
		env: { ...inheritedEnv(), ...settings(userFolder, url, port, brokerPort), ...env },
		stdio: ['ignore', log.fd, log.fd],
		reject: false,
	});
	await log.close();
	let hasEnded = false;
	const ended = child.then(() => {
		hasEnded = true;
	});

	return {
		pid: child.pid ?? 0,
		url,
		logFile,
		ended,
		async ready() {
			const deadline = Date.now() + START_LIMIT_MS;
			while (!(await answers(url, role))) {
				if (hasEnded) throw await failure('stopped while it started', userFolder, logFile);
				if (Date.now() > deadline)
					throw await failure('was not ready in time', userFolder, logFile);
				await sleep(250);
			}
		},
		async stop() {
			child.kill('SIGTERM', { forceKillAfterTimeout: STOP_LIMIT_MS });
			await ended;
		},
		async kill() {
			child.kill('SIGKILL');
			await ended;
		},
	};
}

async function failure(what: string, userFolder: string, logFile: string): Promise<DemoError> {
	const log = await readFile(logFile, 'utf8');
	return new DemoError(
		`n8n ${what}. The end of its log:\n${lastLines(log)}`,
		adviceFor(
			log,
			`The whole log is ${logFile}. Deleting ${userFolder} gives n8n a new start; then run this again.`,
		),
	);
}

/** Whether the database is migrated and, in the process that has it, the editor's own API answers. */
async function answers(url: string, role: N8nRole): Promise<boolean> {
	const get = (path: string) =>
		axios.get<unknown>(url + path, { proxy: false, timeout: 5000, validateStatus: () => true });
	try {
		const health = await get('/healthz/readiness');
		if (health.status !== 200) return false;
		if (role !== 'main') return true;
		const { status, data } = await get('/rest/settings');
		return status === 200 && typeof data === 'object';
	} catch {
		// Nobody listens yet.
		return false;
	}
}

/** The user's environment without what would turn this n8n into another one. */
function inheritedEnv(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^(N8N|DB|QUEUE|EXECUTIONS|WEBHOOK|NODE|npm)_/.test(name),
		),
	);
}

function settings(
	userFolder: string,
	url: string,
	port: number,
	brokerPort: number,
): NodeJS.ProcessEnv {
	// The stand-in for the providers is on this machine, so no proxy may come between.
	const direct = [process.env.NO_PROXY ?? process.env.no_proxy, HOST, 'localhost']
		.filter(Boolean)
		.join(',');
	return {
		NODE_ENV: 'production',
		NO_PROXY: direct,
		no_proxy: direct,
		WEBHOOK_URL: `${url}/`,
		N8N_USER_FOLDER: userFolder,
		// Fixed, so that the stored credentials stay readable whatever happens to n8n's settings file.
		N8N_ENCRYPTION_KEY: 'n8n-nodes-veo-demo',
		N8N_HOST: HOST,
		N8N_LISTEN_ADDRESS: HOST,
		N8N_PORT: String(port),
		// A worker has no other server.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: HOST,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	};
}
