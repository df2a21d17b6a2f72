import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { freePort } from '../../../dev/n8n/port';
import { until } from '../../../dev/n8n/until';
import type { Addresses } from './settings';

const HOST = '127.0.0.1';
const START_LIMIT_MS = 60_000;
const DEBIAN_POSTGRESQL = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root; Debian's package makes this user. */
const POSTGRES_USER = 'postgres';

/** A program that listens on a free port of the loopback address. */
interface Service {
	port: number;
	/** It forgets everything. */
	stop(): Promise<void>;
}

/** The database and the queue that n8n's queue mode needs. */
export interface Services {
	/** Where they listen. */
	addresses: Addresses;
	/** Runs one statement on n8n's database; returns what psql prints, without any decoration. */
	sql(statement: string): Promise<string>;
	stop(): Promise<void>;
}

/** Where PostgreSQL's programs are; undefined where it is not installed (Debian: postgresql). */
function postgresql(): string | undefined {
	const versions = existsSync(DEBIAN_POSTGRESQL) ? readdirSync(DEBIAN_POSTGRESQL) : [];
	const [newest] = versions.sort((a, b) => Number(b) - Number(a));
	return newest && join(DEBIAN_POSTGRESQL, newest, 'bin');
}

/** Where Redis is; undefined where it is not installed (Debian: redis-server). */
function redisServer(): string | undefined {
	return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync);
}

/** Whether this machine can run PostgreSQL. */
export function hasPostgresql(): boolean {
	return postgresql() !== undefined;
}

/** Whether this machine can run n8n's queue mode. */
export function hasServices(): boolean {
	return hasPostgresql() && redisServer() !== undefined;
}

/** Starts an empty PostgreSQL with the database `n8n`, which its user `n8n` owns. */
export async function startPostgresql(): Promise<Service> {
	const programs = postgresql();
	if (!programs) throw new Error('Install postgresql');
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-postgresql-'));
	const port = await freePort();
	const owner = await userIds();
	if (owner) await chown(folder, owner.uid, owner.gid);
	await chmod(folder, 0o755);
	const data = join(folder, 'postgresql');
	const program = (name: string) => join(programs, name);
	await execa(program('initdb'), ['-D', data, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8'], {
		cwd: folder,
		...owner,
	});
	const options = ['-D', data, '-p', String(port), '-h', HOST, '-k', folder];
	// The data are not worth a disk that is waited for.
	const database = execa(program('postgres'), [...options, '-c', 'fsync=off'], {
		cwd: folder,
		stdio: 'ignore',
		reject: false,
		...owner,
	});
	const isReady = async () =>
		(await execa(program('pg_isready'), ['-h', HOST, '-p', String(port)], { reject: false }))
			.exitCode === 0
			? true
			: undefined;
	await until('PostgreSQL', START_LIMIT_MS, isReady);
	await execa(program('createdb'), ['-h', HOST, '-p', String(port), '-U', 'n8n', 'n8n']);
	return {
		port,
		async stop() {
			// SIGINT is PostgreSQL's fast shutdown.
			database.kill('SIGINT');
			await database;
			await rm(folder, { recursive: true });
		},
	};
}

async function startRedis(): Promise<Service> {
	const program = redisServer();
	if (!program) throw new Error('Install redis-server');
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-redis-'));
	const port = await freePort();
	const options = ['--port', String(port), '--bind', HOST, '--save', '', '--dir', folder];
	const redis = execa(program, options, { stdio: 'ignore', reject: false });
	return {
		port,
		async stop() {
			redis.kill('SIGTERM');
			await redis;
			await rm(folder, { recursive: true });
		},
	};
}

/** Starts an empty PostgreSQL and an empty Redis. */
export async function startServices(): Promise<Services> {
	const database = await startPostgresql();
	const redis = await startRedis();
	return {
		addresses: {
			database: { host: HOST, port: database.port },
			redis: { host: HOST, port: redis.port },
		},
		async sql(statement) {
			const connection = ['-h', HOST, '-p', String(database.port), '-U', 'n8n', 'n8n'];
			return (
				await execa(join(postgresql() ?? '', 'psql'), [...connection, '-AtX', '-c', statement])
			).stdout;
		},
		async stop() {
			await Promise.all([database.stop(), redis.stop()]);
		},
	};
}

async function userIds(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (flag: string) => Number((await execa('id', [flag, POSTGRES_USER])).stdout);
	return { uid: await id('-u'), gid: await id('-g') };
}
