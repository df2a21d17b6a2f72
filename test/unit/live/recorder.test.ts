import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';
import express from 'express';

import { Recorder } from '../../../dev/live/recorder';

const SECRET = 'secret-0815';
let upstream: Server;
let reached: string[] = [];
let recorder: Recorder;

beforeAll(async () => {
	const app = express();
	app.use(express.json());
	app.all('/redirect/*path', (_req, res) => res.redirect(307, '/elsewhere'));
	app.all('/*path', (req, res) => {
		reached.push(`${req.method} ${req.url} ${req.get('authorization') ?? ''}`);
		res
			.status(203)
			.set('Retry-After', '7')
			.json({ echo: req.body as unknown, key: SECRET });
	});
	await new Promise<void>((resolve) => {
		upstream = app.listen(0, '127.0.0.1', () => resolve());
	});
});
beforeEach(async () => {
	reached = [];
	const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
	const mask = (text: string) => text.replaceAll(SECRET, '***');
	const upstreams = { base: `${url}/`, moved: `${url}/redirect`, dead: 'http://127.0.0.1:1' };
	recorder = await Recorder.listen(upstreams, mask);
});
afterEach(async () => await recorder.close());
afterAll(() => {
	upstream.closeAllConnections();
	upstream.close();
});

const send = async (method: string, path: string, data?: object, name = 'base') =>
	await axios.request<unknown>({
		method,
		url: `${recorder.urlOf(name)}${path}`,
		data,
		headers: { Authorization: `Bearer ${SECRET}` },
		proxy: false,
		maxRedirects: 0,
		validateStatus: () => true,
	});

it('passes on what is free, as it is, and keeps it without the key', async () => {
	const { status, headers, data } = await send('POST', '/veo/tasks?a=1', { id: SECRET });
	expect(reached).toEqual([`POST /veo/tasks?a=1 Bearer ${SECRET}`]);
	expect([status, headers['retry-after']]).toEqual([203, '7']);
	expect(data).toEqual({ echo: { id: SECRET }, key: SECRET });
	expect(recorder.take()).toEqual([
		{
			method: 'POST',
			path: '/veo/tasks',
			request: { id: '***' },
			status: 203,
			answer: { echo: { id: '***' }, key: '***' },
		},
	]);
	expect(recorder.take()).toEqual([]);
});

it.each([
	['POST', '/api/v1/veo/generate'],
	['POST', '/api/v1/mp4/generate'],
	['POST', '/api/v1/generate'],
	['POST', '/api/v1/jobs/createTask'],
	['POST', '/veo/videos'],
	['POST', '/veo/tasks/more'],
	['GET', '/api/v1/veo/get-1080p-video'],
	['GET', '/something/new'],
])('lets no %s %s through, but for one that was allowed', async (method, path) => {
	expect((await send(method, path, {})).status).toBe(402);
	expect([reached, recorder.take(), recorder.purchases]).toEqual([[], [], 0]);
	recorder.purchaseAllowed = true;
	const both = await Promise.all([send(method, path, {}), send(method, path, {})]);
	expect(both.map(({ status }) => status).sort()).toEqual([203, 402]);
	expect([reached.length, recorder.purchases]).toEqual([1, 1]);
});

it('cuts the connection where the provider gives no answer, so that no node takes it for a no', async () => {
	recorder.purchaseAllowed = true;
	await expect(send('POST', '/veo/videos', {}, 'dead')).rejects.toThrow(/hang up|ECONNRESET/);
	expect(recorder.take()).toEqual([
		{
			method: 'POST',
			path: '/veo/videos',
			request: {},
			answer: expect.stringContaining('ECONNREFUSED'),
		},
	]);
});

it('follows no redirect, which could send a purchase twice', async () => {
	recorder.purchaseAllowed = true;
	const { status } = await send('POST', '/veo/videos', {}, 'moved');
	expect([status, reached]).toEqual([307, []]);
});
