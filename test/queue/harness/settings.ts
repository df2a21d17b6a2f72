interface Address {
	host: string;
	port: number;
}

/** Where the services of a cluster listen. */
export interface Addresses {
	database: Address;
	redis: Address;
}

/**
 * What makes several processes one n8n; the same for all of them. The example for users has the same
 * settings: examples/queue-mode/compose.yaml.
 * @param webhookUrl where the webhook process is reached
 */
export function clusterSettings(
	{ database, redis }: Addresses,
	webhookUrl: string,
): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: database.host,
		DB_POSTGRESDB_PORT: String(database.port),
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_DATABASE: 'n8n',
		// n8n's default is 2 for each process, which a burst of callbacks has to queue for.
		DB_POSTGRESDB_POOL_SIZE: '10',
		QUEUE_BULL_REDIS_HOST: redis.host,
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		// The processes share no disk, and n8n's other stores that all of them reach need a licence.
		N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		WEBHOOK_URL: webhookUrl,
		// Main leaves the webhooks to the process that is there for them.
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	};
}
