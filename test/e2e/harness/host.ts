import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../dev/n8n/port';
import { N8nClient } from '../../../dev/n8n/client';
import { onDatabase } from '../../../dev/n8n/database';
import { startN8n, type N8nServer } from '../../../dev/n8n/server';
import { installPackage } from '../../../dev/n8n/package';
import { STATE } from '../../../dev/demo/paths';
import { ensureRuntime, type Runtime, type RuntimeName } from '../../../dev/n8n/runtime';

/** The environment variable with the path of the packed package. */
export const TARBALL = 'E2E_TARBALL';

/** Who owns the n8n of a test. */
export const OWNER = {
	email: 'e2e@example.com',
	firstName: 'Test',
	lastName: 'Owner',
	password: 'Veo-e2e-1',
};

/** The packed package that the global setup has made. */
export function tarball(): string {
	const file = process.env[TARBALL];
	if (!file) throw new Error(`The global setup has not set ${TARBALL}`);
	return file;
}

/** A real n8n with the packed package, whose database and URLs outlive its processes. */
export interface Host {
	readonly client: N8nClient;
	/** Where webhooks are served. */
	readonly url: string;
	readonly version: string;
	/** What `kill -9` does. */
	kill(): Promise<void>;
	/** What a service manager does: SIGTERM, and SIGKILL ten seconds later. */
	terminate(): Promise<void>;
	/** All that n8n has logged so far. */
	log(): Promise<string>;
	/** Starts n8n again on the same database and at the same URL. */
	restart(): Promise<void>;
	/** The rows of a query on n8n's database. */
	rows<Row>(query: string): Promise<Row[]>;
	/** Makes n8n's database refuse new executions; what is returned makes it take them again. */
	refuseRuns(): Promise<() => Promise<void>>;
	/** Stops n8n and removes all but its log. */
	stop(): Promise<void>;
}

/** n8n as one process with SQLite, which is how it starts without any setting. */
export class SingleHost implements Host {
	private constructor(
		private readonly runtime: Runtime,
		private readonly suite: string,
		private readonly userFolder: string,
		private readonly env: Record<string, string>,
		private server: N8nServer,
		readonly client: N8nClient,
	) {}

	/**
	 * Starts on a fresh user folder. It lies outside the repository, where the package would find the
	 * repository's n8n-workflow in place of this n8n's.
	 * @param suite what its log is named after, beside the version
	 * @param env further settings of n8n
	 */
	static async start(
		name: RuntimeName,
		suite: string,
		env: Record<string, string> = {},
	): Promise<SingleHost> {
		const runtime = await ensureRuntime(name);
		const userFolder = await mkdtemp(join(tmpdir(), `n8n-nodes-veo-${name}-`));
		await installPackage(tarball(), userFolder);
		const port = await freePort();
		const server = await startN8n(runtime, userFolder, { port, env });
		try {
			await server.ready();
			const client = await N8nClient.signIn(server.url, OWNER);
			return new SingleHost(runtime, suite, userFolder, env, server, client);
		} catch (error) {
			await server.stop();
			throw error;
		}
	}

	get url(): string {
		return this.server.url;
	}

	get version(): string {
		return this.runtime.version;
	}

	async kill(): Promise<void> {
		await this.server.kill();
	}

	async terminate(): Promise<void> {
		await this.server.stop();
	}

	async log(): Promise<string> {
		return await readFile(this.server.logFile, 'utf8');
	}

	async restart(): Promise<void> {
		const port = Number(new URL(this.url).port);
		this.server = await startN8n(this.runtime, this.userFolder, { port, env: this.env });
		await this.server.ready();
	}

	async rows<Row>(query: string): Promise<Row[]> {
		return await onDatabase<Row>(this.runtime, this.userFolder, query);
	}

	async refuseRuns(): Promise<() => Promise<void>> {
		await this.rows(
			`CREATE TRIGGER no_runs BEFORE INSERT ON execution_entity
			 BEGIN SELECT RAISE(ABORT, 'no runs'); END`,
		);
		return async () => void (await this.rows('DROP TRIGGER no_runs'));
	}

	async stop(): Promise<void> {
		await this.server.stop();
		await mkdir(STATE, { recursive: true });
		await copyFile(this.server.logFile, join(STATE, `e2e-${this.version}-${this.suite}.log`));
		await rm(this.userFolder, { recursive: true });
	}
}
