import { randomUUID } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { formWith } from './form';
import type { Image } from './image';
import { taskError } from '../error';
import type { Upload } from '../providers/api';
import type { ProviderRow } from '../providers/provider';
import type { Provider } from '../task';
import { isAnswer, send } from '../http/request';

const TIMEOUT = 5 * 60_000;

/**
 * Uploads an image to the provider, which costs nothing. Its name is new every time, for a second
 * file of the same name would replace the first; its ending is that of its bytes, because Kie.ai
 * serves it by its ending and Veo refuses what does not match.
 * @throws NodeOperationError where the credential's upload base URL is none
 */
export async function uploadImage(
	context: IExecuteFunctions,
	provider: Provider,
	{ folder, request, read }: NonNullable<ProviderRow['upload']>,
	image: Image,
): Promise<Upload> {
	const name = `${randomUUID()}.${image.extension}`;
	const file = { ...image, name, content: await image.open() };
	const form = formWith(file, { uploadPath: folder, fileName: name });
	const answer = await send(context, provider, request(form), TIMEOUT);
	if (isAnswer(answer)) return read(answer, form);
	const message = `The image could not be uploaded: ${answer.message}`;
	return { kind: 'refused', error: taskError('service', { reason: 'upload', message }) };
}
