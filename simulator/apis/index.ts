import { Router } from 'express';

import type { Backend } from '../backend';
import { aceDataManners } from './aceData';
import { demand, KIE_REFUSALS, success, SUNO_API_REFUSALS } from './envelope';
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
	router.use('/kie/api', kieUploadRouter(backend));
	router.use(
		'/kie',
		providerRouter(backend, {
			provider: 'kie',
			refusals: KIE_REFUSALS,
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
			status: ({ status, body }) =>
				backend.settings.sunoApiHttpStatuses && 'code' in Object(body)
					? (body as { code: number }).code
					: status,
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
