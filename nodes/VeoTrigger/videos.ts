import type { INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { downloadError } from '../../lib/files/download';
import type { TaskApi } from '../../lib/providers/api';
import type { KnownTask } from '../../lib/task';
import {
	attachFiles,
	type TaskWithFiles,
	type DownloadSettings,
} from '../../lib/lifecycle/attachFiles';
import { fileFields, fileNameField, maxDownloadSizeField } from '../common/downloadFields';

/** Whether the videos are fetched; only where a look-up has given their addresses. */
export const downloadOption: INodeProperties = {
	displayName: 'Download',
	name: 'download',
	type: 'boolean',
	default: false,
	displayOptions: { show: { '/confirm': [true] } },
	description:
		'Whether to fetch the video, or the tracks of a song, into the item before the workflow starts',
};

/** How they are fetched. */
export const fileOptions: INodeProperties[] = [
	...fileFields,
	fileNameField(),
	maxDownloadSizeField,
].map(({ required, ...field }) => ({
	...field,
	displayOptions: { show: { '/confirm': [true] } },
}));

/**
 * The task, with its videos. An address that only the call has given is not followed: whoever sent
 * it would have this n8n fetch from any host it can reach.
 * @param api where the task was looked up; absent where the task is the caller's word
 */
export async function withVideos(
	context: IWebhookFunctions,
	task: KnownTask,
	api: TaskApi<never> | undefined,
	settings: DownloadSettings,
): Promise<TaskWithFiles> {
	if (task.status !== 'succeeded') return { task };
	if (api) return await attachFiles(context, api, { task, ref: { taskId: task.taskId } }, settings);
	const message = 'The address of a 4K version stands in the callback only, so it was not fetched';
	const advice =
		'The video is made and paid for. Fetch it with the operation Download of the resource Task and Version 4K.';
	return { task: { ...task, error: { ...downloadError('download', message), advice } } };
}
