import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../dev/n8n/port';
import { N8nClient } from '../../../dev/n8n/client';
import { startN8n, type N8nRole, type N8nServer } from '../../../dev/n8n/server';
import { installPackage } from '../../../dev/n8n/package';
import { ensureRuntime, type Runtime } from '../../../dev/n8n/runtime';
import { OWNER, tarball, type Host } from '../../e2e/harness/host';
import { startServices, type Services } from './services';
import { clusterSettings } from './settings';

const HOST = '127.0.0.1';

/** The processes of the cluster, by name; all but the second webhook process run from the start. */
const MEMBERS = {
	main: 'main',
	webhook: 'webhook',
	webhook2: 'webhook',
	worker1: 'worker',
	worker2: 'worker',
} as const satisfies Record<string, N8nRole>;

export type Member = keyof typeof MEMBERS;

/**
 * n8n's queue mode: main, a webhook process, two workers, PostgreSQL and Redis. Each process has a user
 * folder of its own, as if it ran on a machine of its own.
 */
export class Cluster implements Host {
	private readonly servers = new Map<Member, N8nServer>();
	private signedIn?: N8nClient;

	private constructor(
		private readonly runtime: Runtime,
		private readonly folder: string,
		private readonly services: Services,
		private readonly ports: Record<Member, number>,
	) {}

	/** Starts all of it on an empty database. */
	static async start(): Promise<Cluster> {
		const runtime = await ensureRuntime('current');
		const services = await startServices();
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-queue-'));
		const members = Object.keys(MEMBERS) as Member[];
		const ports: Partial<Record<Member, number>> = {};
		for (const member of members) ports[member] = await freePort();
		const cluster = new Cluster(runtime, folder, services, ports as Record<Member, number>);
		try {
			for (const member of members) await installPackage(tarball(), cluster.folderOf(member));
			// Main migrates the database, so the others wait for it.
			await cluster.begin('main');
			await Promise.all([
				cluster.begin('webhook'),
				cluster.begin('worker1'),
				cluster.begin('worker2'),
			]);
			cluster.signedIn = await N8nClient.signIn(cluster.server('main').url, OWNER);
			return cluster;
		} catch (error) {
			await cluster.stop();
			throw error;
		}
	}

	get client(): N8nClient {
		if (!this.signedIn) throw new Error('The cluster has not started');
		return this.signedIn;
	}

	/** Where webhooks are served. */
	get url(): string {
		return this.urlOf('webhook');
	}

	/** Where a process listens. */
	urlOf(member: Member): string {
		return `http://${HOST}:${this.ports[member]}`;
	}

	get version(): string {
		return `${this.runtime.version} (queue mode)`;
	}

	/** What `kill -9` does. */
	async kill(member: Member = 'webhook'): Promise<void> {
		await this.server(member).kill();
	}

	async terminate(member: Member = 'webhook'): Promise<void> {
		await this.server(member).stop();
	}

	async log(): Promise<string> {
		const logs = [...this.servers.values()].map(({ logFile }) => readFile(logFile, 'utf8'));
		return (await Promise.all(logs)).join('');
	}

	/** Starts a process again that has ended, at the same address. */
	async restart(member: Member = 'webhook'): Promise<void> {
		await this.begin(member);
	}

	async rows<Row>(query: string): Promise<Row[]> {
		const json = await this.services.sql(`SELECT coalesce(json_agg(q), '[]') FROM (${query}) q`);
		return JSON.parse(json) as Row[];
	}

	async refuseRuns(): Promise<() => Promise<void>> {
		const table = 'ALTER TABLE execution_entity';
		await this.services.sql(`${table} ADD CONSTRAINT no_runs CHECK (false) NOT VALID`);
		return async () => void (await this.services.sql(`${table} DROP CONSTRAINT no_runs`));
	}

	async stop(): Promise<void> {
		await Promise.all([...this.servers.values()].map((server) => server.stop()));
		await this.services.stop();
		await rm(this.folder, { recursive: true });
	}

	private async begin(member: Member): Promise<void> {
		const server = await startN8n(this.runtime, this.folderOf(member), {
			role: MEMBERS[member],
			port: this.ports[member],
			env: clusterSettings(this.services.addresses, `${this.url}/`),
		});
		this.servers.set(member, server);
		await server.ready();
	}

	private folderOf(member: Member): string {
		return join(this.folder, member);
	}

	private server(member: Member): N8nServer {
		const server = this.servers.get(member);
		if (!server) throw new Error(`${member} has not started`);
		return server;
	}
}
