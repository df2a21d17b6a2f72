import type { AddressInfo } from 'node:net';

import express from 'express';

import { fixture } from '../unit/providers/support';
import { musicVideo, only, setStage, type Stage } from './stage';

/** A Kie.ai that has made one song, in either of its forms. */
async function startKie(form: 'classic' | 'unified') {
	const asked: string[] = [];
	const app = express();
	const unknown = { code: 200, msg: 'success', data: null };
	app.get('/api/v1/generate/record-info', (_req, res) => {
		asked.push('classic');
		res.json(form === 'classic' ? fixture('song', 'record-succeeded') : unknown);
	});
	app.get('/api/v1/jobs/recordInfo', (_req, res) => {
		asked.push('unified');
		res.json(fixture('kieJobs', form === 'unified' ? 'record-song' : 'record-unknown'));
	});
	const server = app.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const close = async () => await new Promise((resolve) => server.close(resolve));
	return { asked, url, close };
}

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(async () => {
	await stage.stop();
});

it.each([
	['unified', 'unified', ['unified'], ['e231', 'e232']],
	['unified', 'classic', ['classic', 'unified'], ['e231', 'e232']],
	['classic', 'unified', ['unified', 'classic'], ['e231****-****-****-****-****8cadc7dc']],
] as const)(
	'the tracks of a song of the %s form are found, whatever the credential says: %s',
	async (form, apiForm, asked, audioIds) => {
		const kie = await startKie(form);
		try {
			const engine = await stage.withCredentials({ kieApi: { apiForm, baseUrl: kie.url } });
			const list = musicVideo({
				provider: 'kie',
				resource: 'track',
				operation: 'getMany',
				taskId: 'song',
			});
			const run = await engine.run(only(list));
			expect(run.json('Music Video').map(({ audioId }) => audioId)).toEqual(audioIds);
			expect(kie.asked).toEqual(asked);
		} finally {
			await kie.close();
		}
	},
);
