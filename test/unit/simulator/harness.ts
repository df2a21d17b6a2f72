import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import express, { text } from 'express';

import {
	startSimulator,
	type Provider,
	type Simulator,
	type SimulatorOptions,
} from '../../../dev/simulator/server';

/** Short, so that waiting for the end costs nothing. */
const TASK_MS = 60;

/** The fields of all `data` objects that the tests read; each test asserts those it asked for. */
export interface Data {
	taskId: string;
	recordId: string;
	paramJson: string;
	resultJson: string;
	status: string;
	successFlag: number | string;
	errorMessage: string;
	createTime: number | string;
	failMsg: string;
	response: {
		resultUrls: string[];
		originUrls: string[];
		fullResultUrls: string[];
		hasAudioList: boolean[];
		seeds: number[];
		sunoData: { id: string; audioUrl: string; streamAudioUrl: string; imageUrl: string }[];
	};
}

/** Starts a simulator whose tasks are quick and whose limits are out of the way. */
export async function startQuickSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	return await startSimulator({
		taskMs: TASK_MS,
		rateLimit: { count: 1000 },
		lookUpLimit: { count: 1000 },
		musicLookUpLimit: { count: 1000 },
		callback: { retryDelayMs: 5 },
		...options,
	});
}

/** For tests that look at a task twice: a look-up right after the submit finds it running. */
export const UNHURRIED: SimulatorOptions = { taskMs: 500 };

/** A client of one provider; `key: null` sends none. */
export function clientOf(
	simulator: Simulator,
	provider: Provider,
	key: string | null = simulator.settings.apiKeys[provider][0],
): AxiosInstance {
	return axios.create({
		baseURL: `${simulator.url}/${provider}`,
		headers: key === null ? {} : { Authorization: `Bearer ${key}` },
		validateStatus: () => true,
		proxy: false,
	});
}

/** A callback as it arrived. */
export interface Arrival {
	text: string;
	headers: Record<string, unknown>;
}

/** A server that takes callbacks. */
export interface Receiver {
	url: string;
	arrivals: Arrival[];
	/** Statuses to answer with, one per callback; 200 when they are used up. */
	answers: number[];
	/** Called before a callback is answered. */
	onArrival: () => Promise<void> | void;
	close(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
	const app = express().use(text({ type: () => true }));
	const server = await new Promise<Server>((resolve) => {
		const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
	});
	const receiver: Receiver = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
		arrivals: [],
		answers: [],
		onArrival: () => undefined,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
	app.post('/callback', async (req, res) => {
		receiver.arrivals.push({ text: req.body as string, headers: req.headers });
		await receiver.onArrival();
		res.location('/elsewhere').sendStatus(receiver.answers.shift() ?? 200);
	});
	return receiver;
}

/** The `data` of an answer in Kie's and sunoapi.org's envelope. */
export function dataOf({ data }: AxiosResponse<{ data: Data }>): Data {
	return data.data;
}
