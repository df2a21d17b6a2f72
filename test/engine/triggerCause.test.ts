import { CALLBACK_TOKEN, musicVideo, only, setStage, type Stage } from './stage';
import { taken, triggered } from './triggered';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const song = { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' };

/** Buys a music video that fails, and tells the trigger why. */
async function called(code: number, msg: string, authentication = 'callbackToken') {
	const create = musicVideo({ completion: 'submitOnly' });
	await stage.engine.run(only(create), { input: [{ json: { ...song, author: 'DJ [500]' } }] });
	await stage.simulator.callbacksSettled();
	const [{ taskId }] = stage.simulator.ledger.purchases;
	return await stage.engine.webhook(triggered({ provider: 'sunoApi', authentication }), 'Trigger', {
		query: { token: CALLBACK_TOKEN },
		body: { code, msg, data: { task_id: taskId, video_url: null } },
	});
}

it.each([
	[400, 'Bad Request'],
	[401, 'Account'],
	[429, 'Account'],
	[451, 'Bad Request'],
	[500, 'Service Error'],
])('with Confirm on, a failure with code %i leaves by %s', async (code, output) => {
	const answer = await called(code, 'words of the callback');
	expect(taken(answer)).toEqual([output]);
});

it('does not take the cause from a stranger', async () => {
	const answer = await called(401, 'words of the callback', 'none');
	expect(taken(answer)).toEqual(['Service Error']);
});
