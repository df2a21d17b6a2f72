import type { Accounts } from './accounts';
import type { Chaos } from './chaos';
import type { Clock } from './clock';
import type { Upload } from './files';
import type { Ledger } from './ledger';
import type { Settings } from './settings';
import type { Tasks } from './tasks';

/** One request that the simulator received. */
export interface LoggedRequest {
	method: string;
	/** Without the query. */
	path: string;
	/** ISO 8601. */
	at: string;
	query: Record<string, unknown>;
	/** The parsed JSON body; absent where there was none. */
	body?: Record<string, unknown>;
	/** The task that the request names, where it names one. */
	taskId?: string;
	/** What chaos has made of it. */
	fault?: string;
}

/** What all simulated APIs share. */
export interface Backend {
	/** Base URL of the simulator, without a trailing slash. */
	url: string;
	settings: Settings;
	accounts: Accounts;
	ledger: Ledger;
	tasks: Tasks;
	chaos: Chaos;
	clock: Clock;
	requests: LoggedRequest[];
	/** Uploaded files by their path below `/files`. */
	uploads: Map<string, Upload>;
}
