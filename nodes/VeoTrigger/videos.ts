import type { INodeProperties, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { MEGABYTE } from '../../media/download';
import { musicVideoApi, veoApi } from '../../providers';
import type { TaskApi } from '../../providers/api';
import type { KnownTask } from '../../providers/task';
import { apiFormOf } from '../../transport/request';
import { answer } from '../shared/answer';
import { deliver, type Delivery } from '../shared/deliver';
import { fileFields, type DownloadSettings } from '../shared/downloadFields';
import { toNumber, toText } from '../shared/parameters';

/** Whether the videos are fetched; only where a look-up has given their addresses. */
export const downloadOption: INodeProperties = {
	displayName: 'Download',
	name: 'download',
	type: 'boolean',
	default: false,
	displayOptions: { show: { '/confirm': [true] } },
	description: 'Whether to fetch the video into the item before the workflow starts',
};

/** How they are fetched. */
export const fileOptions: INodeProperties[] = fileFields.map(({ required, ...field }) => ({
	...field,
	displayOptions: { show: { '/confirm': [true] } },
}));

/**
 * The task, with its videos where the option Download is on. The provider is answered before they
 * are fetched: it waits for seconds only, and would call again.
 */
export async function withVideos(
	context: IWebhookFunctions,
	task: KnownTask,
): Promise<Delivery & { response: IWebhookResponseData }> {
	const received = { status: 'received' };
	const isWanted =
		context.getNodeParameter('confirm') === true &&
		context.getNodeParameter('options.download', false) === true;
	const api = isWanted ? await apiOf(context, task) : undefined;
	if (!api || task.status !== 'succeeded') {
		return { task, response: { webhookResponse: received } };
	}
	const response = answer(context, 200, received);
	const ref = { taskId: task.taskId };
	return { ...(await deliver(context, api, { task, ref }, settingsOf(context))), response };
}

function settingsOf(context: IWebhookFunctions): DownloadSettings {
	const [name, size] = fileFields.map((field) =>
		context.getNodeParameter(`options.${field.name}`, field.default),
	);
	return { binaryProperty: toText(name), maxBytes: toNumber(size) * MEGABYTE };
}

async function apiOf(
	context: IWebhookFunctions,
	{ provider, product }: KnownTask,
): Promise<TaskApi<never> | undefined> {
	const form = await apiFormOf(context, provider);
	return product === 'veo' ? veoApi(provider, form) : musicVideoApi(provider, form);
}
