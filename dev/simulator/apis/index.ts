import { Router } from 'express';

import type { Backend } from '../backend';
import type { Answer } from '../refusal';
import { aceDataManners } from './aceData';
import { demand, envelope, KIE_REFUSALS, success, SUNO_API_REFUSALS } from './envelope';
import { addKieJobs } from './kieJobs';
import { kieUploadRouter } from './kieUpload';
import { addKieUpscale } from './kieUpscale';
import { addKieVeo } from './kieVeo';
import { addMp4 } from './mp4';
import { addMusic } from './music';
import { accountOf, bodyOf, isText, providerRouter } from './providerRouter';
import { Songs } from './songs';

/** All APIs, each below its provider's name. */
export function providerRouters(backend: Backend): Router {
	const songs = new Songs(backend);
	const router = Router();
	const { settings } = backend;
	const refusal = (code: number) => envelope(code, `Refused with ${code}.`);
	router.use('/kie/api', kieUploadRouter(backend));
	router.use(
		'/kie',
		providerRouter(backend, {
			provider: 'kie',
			refusals: KIE_REFUSALS,
			refusal,
			status: (answer) => (settings.kieHttpStatuses ? codeOf(answer) : answer.status),
			addRoutes: (paths) => {
				addKieVeo(paths, backend);
				addKieUpscale(paths, backend);
				addMp4(paths, backend, songs);
				addMusic(paths, backend, songs);
				addKieJobs(paths, backend, songs);
				addCredit(paths, backend, '/api/v1/chat/credit');
				addDownloadUrl(paths, backend);
			},
		}),
	);
	router.use(
		'/sunoApi',
		providerRouter(backend, {
			provider: 'sunoApi',
			refusals: SUNO_API_REFUSALS,
			refusal,
			status: (answer) => (settings.sunoApiHttpStatuses ? codeOf(answer) : answer.status),
			addRoutes: (paths) => {
				addMp4(paths, backend, songs);
				addMusic(paths, backend, songs);
				addCredit(paths, backend, '/api/v1/generate/credit');
			},
		}),
	);
	router.use('/aceData', providerRouter(backend, aceDataManners(backend)));
	return router;
}

/** The body's code, where it has one that can be an HTTP status. */
function codeOf({ status, body }: Answer): number {
	const { code = status } = Object(body) as { code?: number };
	return code;
}

function addCredit(router: Router, { accounts }: Backend, path: string): void {
	router.get(path, (_req, res) => {
		res.json(success(accounts.balance(accountOf(res))).body);
	});
}

function addDownloadUrl(router: Router, backend: Backend): void {
	router.post('/api/v1/common/download-url', (req, res) => {
		const { url } = bodyOf(req);
		demand(isText(url) && url.startsWith(`${backend.url}/files/`), 422, 'url is wrong');
		// The new link leads to the same file.
		res.json(success(url.replace('?forbidden', '')).body);
	});
}
