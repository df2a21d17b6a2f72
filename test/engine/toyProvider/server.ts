import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import axios from 'axios';
import express from 'express';

export const TOY_KEY = 'toy-key';

/** How long a film takes, in milliseconds. */
const FILM_MS = 300;

/** A callback that is not taken is sent again, this often and after this many milliseconds. */
const REPEATS = { most: 50, after: 100 };

interface Order {
	prompt: string;
	shape?: string;
	/** Where to call back. */
	notify?: string;
}

/** Toy itself, as far as the tests need it. */
export interface ToyServer {
	/** For the credential's Base URL. */
	url: string;
	/** Every order that was paid for. */
	purchases: Order[];
	/** What the receivers of the callbacks answered, and how often each was tried. */
	callbacks: Array<{ status: number; tries: number }>;
	close(): Promise<void>;
}

/**
 * A prompt with the word `unsafe` becomes a film that fails, one with `broke` finds the account
 * without money, and every other a film.
 */
export async function startToy(): Promise<ToyServer> {
	const purchases: Order[] = [];
	const callbacks: ToyServer['callbacks'] = [];
	const films = new Map<string, Record<string, string>>();
	const app = express();
	app.use(express.json());
	app.use((req, res, next) => {
		if (req.headers.authorization === `Bearer ${TOY_KEY}`) next();
		else res.status(401).json({ error: 'no_key', message: 'Who are you?' });
	});
	app.post('/films', (req, res) => {
		const order = req.body as Order;
		if (order.prompt.includes('broke')) {
			res.status(402).json({ error: 'no_money', message: 'The account is empty.' });
			return;
		}
		purchases.push(order);
		const id = randomUUID();
		films.set(id, { id });
		res.status(202).json({ id });
		void finish(id, order);
	});
	app.get('/films/:id', (req, res) => {
		const film = films.get(req.params.id);
		if (film) res.json(film);
		else res.status(404).json({ error: 'unknown', message: 'No such film.' });
	});

	async function finish(id: string, { prompt, notify }: Order): Promise<void> {
		await sleep(FILM_MS);
		const film: Record<string, string> = prompt.includes('unsafe')
			? { id, error: 'unsafe', message: 'We do not film this.' }
			: { id, film: `https://toy.example/${id}.mp4` };
		films.set(id, film);
		if (notify === undefined) return;
		for (let tries = 1; tries <= REPEATS.most; tries++) {
			const { status } = await axios.post(notify, film, { validateStatus: () => true });
			if (status === 200) {
				callbacks.push({ status, tries });
				return;
			}
			await sleep(REPEATS.after);
		}
	}

	const server = await new Promise<ReturnType<typeof app.listen>>((resolve, reject) => {
		const listening = app.listen(0, '127.0.0.1', (error) => {
			if (error) reject(error);
			else resolve(listening);
		});
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		purchases,
		callbacks,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
