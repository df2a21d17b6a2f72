import type { TaskApi } from '../api';
import { readEnvelope } from '../envelope';
import { url } from '../read';

/**
 * Kie's new links to files that it made: `POST /api/v1/common/download-url`. They are valid for 20
 * minutes and do not make the file live longer.
 */
export const kieFreshLink: NonNullable<TaskApi<never>['freshLink']> = {
	request: (expired) => ({
		method: 'POST',
		path: '/api/v1/common/download-url',
		body: { url: expired },
	}),
	read: (response) => {
		const { code, data } = readEnvelope(response);
		return code === 200 ? url(data) : undefined;
	},
};
