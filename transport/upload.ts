import { randomUUID } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { formWith } from '../media/form';
import type { Image } from '../media/image';
import { taskError } from '../providers/errors';
import { readUpload, UPLOAD_FOLDER, UPLOAD_PATH, type Upload } from '../providers/kieUpload';
import { baseUrlOf, exchange, isAnswer } from './request';

const TIMEOUT = 5 * 60_000;

/**
 * Uploads an image to Kie.ai, which costs nothing. Its name is new every time, for a second file of
 * the same name would replace the first; its ending is that of its bytes, because Kie.ai serves it
 * by its ending and Veo refuses what does not match.
 * @throws NodeOperationError where the credential's upload base URL is none
 */
export async function uploadImage(context: IExecuteFunctions, image: Image): Promise<Upload> {
	const name = `${randomUUID()}.${image.extension}`;
	const file = { ...image, name, content: await image.open() };
	const { headers, body } = formWith(file, { uploadPath: UPLOAD_FOLDER, fileName: name });
	const answer = await exchange(context, 'kie', {
		method: 'POST',
		url: `${await baseUrlOf(context, 'kie', 'uploadBaseUrl')}${UPLOAD_PATH}`,
		headers: { ...headers, Accept: 'application/json' },
		body,
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// Following a redirect would mean to keep the whole body for a second sending.
		disableFollowRedirect: true,
		timeout: TIMEOUT,
	});
	if (isAnswer(answer)) return readUpload(answer);
	const message = `The image could not be uploaded: ${answer.message}`;
	return { kind: 'refused', error: taskError('service', { reason: 'upload', message }) };
}
