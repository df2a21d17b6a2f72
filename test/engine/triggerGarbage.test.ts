import type { WebhookAnswer } from './harness/engine';
import { CALLBACK_TOKEN, setStage, type Stage } from './stage';
import { taken, triggered } from './triggered';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(async () => {
	await stage.stop();
});

const parameters = { confirm: false, ignoreDuplicates: false, options: { includeRaw: true } };

async function call(body: string | Buffer, contentType = 'application/json') {
	return await stage.engine.webhook(triggered(parameters), 'Trigger', {
		query: { token: CALLBACK_TOKEN },
		headers: { 'content-type': contentType },
		body,
	});
}

function expectRefusal({ statusCode, body, run }: WebhookAnswer): void {
	expect(statusCode).toBeGreaterThanOrEqual(400);
	expect(statusCode).toBeLessThan(500);
	expect(body).toEqual(expect.any(Object));
	expect(run).toBeUndefined();
}

const nested = (depth: number) =>
	`{"code":200,"data":{"taskId":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

it.each<[string, string, string | Buffer]>([
	['a callback with the wrong content type', 'text/plain', '{"code":200,"data":{"taskId":"a"}}'],
	['a form', 'application/x-www-form-urlencoded', 'code=200&data[taskId]=a'],
	['bytes', 'application/octet-stream', Buffer.from([0, 255, 0, 254])],
])('%s is refused with a reason', async (_, contentType, body) => {
	expectRefusal(await call(body, contentType));
});

it.each<[string, string]>([
	['broken JSON', '{"code":200,"data":{"taskId":"'],
	['nothing', ''],
	['null', 'null'],
	['a text', '"hello"'],
	['a number', '42'],
	['a list', '[{"code":200,"data":{"taskId":"a"}}]'],
	['16 MB of nothing', `{"pad":"${'x'.repeat(16e6)}"}`],
	['a task id of a megabyte', `{"code":200,"data":{"taskId":"${'x'.repeat(1e6)}"}}`],
	['a task id with control characters', '{"code":500,"data":{"taskId":"a\\u0000\\n../b"}}'],
	['deep nesting', nested(100_000)],
	[
		'prototype keys',
		'{"code":200,"data":{"__proto__":{"taskId":"a"},"constructor":{"taskId":"a"}}}',
	],
	['a prototype of the body', '{"__proto__":{"code":200,"data":{"taskId":"a"}}}'],
	['a task id that is an object', '{"code":200,"data":{"taskId":{"toString":"a"}}}'],
])('%s is refused with a reason', async (_, body) => {
	expectRefusal(await call(body));
});

it.each([
	[
		'numbers as text',
		'{"code":"200","data":{"taskId":7,"info":{"resultUrls":"https://a.example/v.mp4"}}}',
		'Success',
	],
	['an unknown code', '{"code":999,"msg":"?","data":{"taskId":"a"}}', 'Other'],
	['a negative code', '{"code":-1,"data":{"taskId":"a"}}', 'Other'],
	['a success without files', '{"code":200,"data":{"taskId":"a","info":null}}', 'Other'],
	[
		'a success with a file that is none',
		'{"code":200,"data":{"taskId":"a","info":{"resultUrls":["javascript:alert(1)"]}}}',
		'Other',
	],
	[
		'a failure in control characters',
		'{"code":501,"msg":"\\u0000\\u001b[31m","data":{"taskId":"a"}}',
		'Not Generated',
	],
])('%s becomes a typed item', async (_, body, output) => {
	const answer = await call(body);
	expect(answer.statusCode).toBe(200);
	expect(taken(answer)).toEqual([output]);
});

it('keeps a deeply nested rest out of the way of the result', async () => {
	const deep = `{"code":200,"data":{"taskId":"a","info":{"resultUrls":["https://a.example/v.mp4"]},"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
	const answer = await call(deep);
	expect(answer.statusCode).toBe(200);
	expect(taken(answer)).toEqual(['Success']);
});

it.each([
	['kie', { code: 200, data: { taskId: 'a', state: 'generating', model: 'veo-3-1' } }],
	['aceData', { success: true, task_id: 'a', data: [{ id: 'v', state: 'pending' }] }],
	['sunoApi', { code: 200, data: { task_id: 'a', callbackType: 'half' } }],
])('%s: a task that is not finished starts nothing', async (provider, body) => {
	const answer = await stage.engine.webhook(triggered({ provider, confirm: false }), 'Trigger', {
		query: { token: CALLBACK_TOKEN },
		body,
	});
	expect(answer).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
	expect(answer.run).toBeUndefined();
});
