import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { clusterSettings } from '../queue/harness/settings';

const FILE = join(__dirname, '../../examples/queue-mode/compose.yaml');

interface Compose {
	services: Record<
		string,
		{
			image: string;
			command?: string;
			environment: Record<string, string>;
			deploy?: { replicas: number };
		}
	>;
}

const { services } = parse(readFileSync(FILE, 'utf8'), { merge: true }) as Compose;
const processes = Object.entries(services).filter(([, { image }]) => image.includes('n8n'));
const { webhook } = services;

/** What the tests give every process by other ways, and a password, which theirs do without. */
const MORE = [
	'N8N_ENCRYPTION_KEY',
	'DB_POSTGRESDB_PASSWORD',
	// The tests put the package there themselves.
	'N8N_REINSTALL_MISSING_PACKAGES',
];

describe('examples/queue-mode/compose.yaml', () => {
	it('has the processes of the cluster that the tests start', () => {
		expect(
			processes.map(([name, { command, deploy }]) => [name, command, deploy?.replicas]),
		).toEqual([
			['main', undefined, undefined],
			['webhook', 'webhook', undefined],
			['worker', 'worker', 2],
		]);
	});

	it('gives all of them the settings of that cluster', () => {
		const { WEBHOOK_URL: url } = webhook.environment;
		const tested = clusterSettings(
			{ database: { host: 'postgres', port: 5432 }, redis: { host: 'redis', port: 6379 } },
			url,
		);
		for (const [, { environment }] of processes) {
			expect(environment).toMatchObject(tested);
			expect(Object.keys(environment).sort()).toEqual([...Object.keys(tested), ...MORE].sort());
		}
	});

	it('runs the n8n that the tests run', () => {
		const manifest = join(__dirname, '../../dev/n8n/runtimes/current/package.json');
		const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
			dependencies: { n8n: string };
		};
		for (const [, { image }] of processes) expect(image).toMatch(`:${dependencies.n8n}`);
	});

	it('has the services that the settings name, with the same password and database', () => {
		const { postgres } = services;
		expect(services).toHaveProperty(webhook.environment.QUEUE_BULL_REDIS_HOST);
		expect(postgres.environment).toEqual({
			POSTGRES_USER: webhook.environment.DB_POSTGRESDB_USER,
			POSTGRES_PASSWORD: webhook.environment.DB_POSTGRESDB_PASSWORD,
			POSTGRES_DB: webhook.environment.DB_POSTGRESDB_DATABASE,
		});
	});
});
