import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import getPort from 'get-port';
import { until } from '../../../demo/n8n/until';

const HOST = '127.0.0.1';
const START_LIMIT_MS = 60_000;
const DEBIAN_POSTGRESQL = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root; Debian's package makes this user. */
const POSTGRES_USER = 'postgres';

/** The database and the queue that n8n's queue mode needs, on free ports of the loopback address. */
export interface Services {
	/** n8n's settings that lead to them. */
	env: Record<string, string>;
	/** Runs one statement on n8n's database; returns what psql prints, without any decoration. */
	sql(statement: string): Promise<string>;
	stop(): Promise<void>;
}

/** Where the programs are; undefined where one is not installed (Debian: postgresql, redis-server). */
function programs(): { postgresql: string; redis: string } | undefined {
	const versions = existsSync(DEBIAN_POSTGRESQL) ? readdirSync(DEBIAN_POSTGRESQL) : [];
	const [newest] = versions.sort((a, b) => Number(b) - Number(a));
	const redis = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync);
	return newest && redis
		? { postgresql: join(DEBIAN_POSTGRESQL, newest, 'bin'), redis }
		: undefined;
}

/** Whether this machine can run n8n's queue mode. */
export function hasServices(): boolean {
	return programs() !== undefined;
}

/** Starts an empty PostgreSQL and an empty Redis; both forget everything when they are stopped. */
export async function startServices(): Promise<Services> {
	const found = programs();
	if (!found) throw new Error('Install postgresql and redis-server');
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-services-'));
	const [databasePort, redisPort] = [await getPort({ host: HOST }), await getPort({ host: HOST })];
	const owner = await userIds();
	if (owner) await chown(folder, owner.uid, owner.gid);
	await chmod(folder, 0o755);
	const data = join(folder, 'postgresql');
	const program = (name: string) => join(found.postgresql, name);
	await execa(program('initdb'), ['-D', data, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8'], {
		cwd: folder,
		...owner,
	});
	const options = ['-D', data, '-p', String(databasePort), '-h', HOST, '-k', folder];
	// The data are not worth a disk that is waited for.
	const database = execa(program('postgres'), [...options, '-c', 'fsync=off'], {
		cwd: folder,
		stdio: 'ignore',
		reject: false,
		...owner,
	});
	const redis = execa(
		found.redis,
		['--port', String(redisPort), '--bind', HOST, '--save', '', '--dir', folder],
		{ stdio: 'ignore', reject: false },
	);
	const isReady = async () =>
		(
			await execa(program('pg_isready'), ['-h', HOST, '-p', String(databasePort)], {
				reject: false,
			})
		).exitCode === 0
			? true
			: undefined;
	await until('PostgreSQL', START_LIMIT_MS, isReady);
	await execa(program('createdb'), ['-h', HOST, '-p', String(databasePort), '-U', 'n8n', 'n8n']);
	return {
		env: {
			EXECUTIONS_MODE: 'queue',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(databasePort),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_DATABASE: 'n8n',
			QUEUE_BULL_REDIS_HOST: HOST,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			// What n8n prescribes for queue mode, beside S3.
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		},
		async sql(statement) {
			const connection = ['-h', HOST, '-p', String(databasePort), '-U', 'n8n', 'n8n'];
			return (await execa(program('psql'), [...connection, '-AtX', '-c', statement])).stdout;
		},
		async stop() {
			// SIGINT is PostgreSQL's fast shutdown.
			database.kill('SIGINT');
			redis.kill('SIGTERM');
			await Promise.all([database, redis]);
			await rm(folder, { recursive: true });
		},
	};
}

async function userIds(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (flag: string) => Number((await execa('id', [flag, POSTGRES_USER])).stdout);
	return { uid: await id('-u'), gid: await id('-g') };
}
