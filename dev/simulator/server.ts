import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express, { json, Router } from 'express';

import { Accounts } from './accounts';
import { providerRouters } from './apis';
import type { Backend, LoggedRequest } from './backend';
import { Callbacks } from './callbacks';
import { Chaos } from './chaos';
import { Clock } from './clock';
import { filesRouter } from './files';
import { Ledger } from './ledger';
import { defaultSettings, withPatch, type Settings, type SettingsPatch } from './settings';
import { Tasks } from './tasks';

export { SEEDED_SONG } from './apis/songs';
export type { LoggedRequest } from './backend';
export type { Delivery, Purchase } from './ledger';
export type { Provider, Settings, SettingsPatch } from './settings';

const HOST = '127.0.0.1';

/** Settings to start with, and where to listen. */
export interface SimulatorOptions extends SettingsPatch {
	/** A free port where absent. */
	port?: number;
}

/** A running simulator. */
export interface Simulator {
	/** Without a trailing slash; the APIs are below `/kie`, `/aceData` and `/sunoApi`. */
	url: string;
	ledger: Ledger;
	/** Every request to an API or a file, oldest first. */
	requests: LoggedRequest[];
	settings: Settings;
	/** Changes settings from now on. */
	configure(patch: SettingsPatch): void;
	/** Lets no task end before the function that is returned is called: then all end that are due. */
	hold(): () => void;
	/** Resolves when every task that will end has ended and its callbacks are delivered. */
	callbacksSettled(): Promise<void>;
	/** Forgets all tasks, purchases and requests; the settings are those of the start again. */
	reset(): void;
	/** Stops everything; open connections are cut. */
	close(): Promise<void>;
}

/**
 * Starts the simulator on the loopback address.
 * @throws Error when the port is taken
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const { port = 0, ...patch } = options;
	const initial = withPatch(defaultSettings(), patch);
	const app = express().disable('x-powered-by').disable('etag');
	const server = await new Promise<Server>((resolve, reject) => {
		const listening = app.listen(port, HOST, (error) => {
			if (error) reject(error);
			else resolve(listening);
		});
	});
	const url = `http://${HOST}:${(server.address() as AddressInfo).port}`;

	const settings = structuredClone(initial);
	const clock = new Clock();
	const accounts = new Accounts(settings);
	const ledger = new Ledger();
	const callbacks = new Callbacks(settings, ledger, clock);
	const chaos = new Chaos(settings, clock);
	const tasks = new Tasks(settings, accounts, ledger, callbacks, clock, chaos, url);
	const backend: Backend = {
		url,
		settings,
		accounts,
		ledger,
		tasks,
		chaos,
		clock,
		requests: [],
		uploads: new Map(),
	};

	const stop = () => {
		callbacks.clear();
		clock.clear();
		tasks.clear();
		chaos.clear();
	};
	const simulator: Simulator = {
		url,
		ledger,
		requests: backend.requests,
		settings,
		configure: (changes) => void Object.assign(settings, withPatch(settings, changes)),
		hold: () => tasks.hold(),
		callbacksSettled: () => tasks.settled(),
		reset: () => {
			stop();
			accounts.clear();
			ledger.clear();
			backend.requests.length = 0;
			backend.uploads.clear();
			Object.assign(settings, structuredClone(initial));
		},
		close: async () => {
			stop();
			const closed = new Promise<void>((resolve, reject) => {
				server.close((error) => (error ? reject(error) : resolve()));
			});
			server.closeAllConnections();
			await closed;
		},
	};

	app.use('/_simulator', controlRouter(simulator));
	app.use((req, res, next) => {
		const logged: LoggedRequest = {
			method: req.method,
			path: req.path,
			at: new Date().toISOString(),
			query: req.query,
		};
		backend.requests.push(logged);
		res.locals.logged = logged;
		if (settings.isDown) req.socket.destroy();
		else next();
	});
	app.use(providerRouters(backend));
	app.use('/files', filesRouter(backend.uploads));
	return simulator;
}

/** What a test in another process needs. */
function controlRouter(simulator: Simulator): Router {
	const router = Router();
	router.use(json());
	router.get('/ledger', (_req, res) => void res.json(simulator.ledger));
	router.get('/requests', (_req, res) => void res.json(simulator.requests));
	router.post('/reset', (_req, res) => {
		simulator.reset();
		res.json({ reset: true });
	});
	router.post('/settings', (req, res) => {
		try {
			simulator.configure((req.body ?? {}) as SettingsPatch);
			res.json(simulator.settings);
		} catch (error) {
			res.status(400).json({ error: String(error) });
		}
	});
	return router;
}
