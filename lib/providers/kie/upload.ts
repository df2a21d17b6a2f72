import type { ApiResponse, Upload } from '../api';
import { errorOf, UNDOCUMENTED, type CodeTable } from '../codes';
import { readEnvelope } from '../envelope';
import type { ProviderRow } from '../provider';
import { KIE } from './operator';
import { record, url } from '../read';

/** The upload host also has a code for a method that it does not take. */
const CODES: CodeTable = new Map([
	...KIE.codes,
	[405, { type: 'invalidRequest', reason: 'unknownPath' }],
]);

/** Takes a multipart form with `file`, `uploadPath` and `fileName`. */
export const upload: NonNullable<ProviderRow['upload']> = {
	// The host wants one, without slashes around it.
	folder: 'n8n-nodes-veo',
	request: (form) => ({
		method: 'POST',
		path: '/api/file-stream-upload',
		host: 'uploadBaseUrl',
		form,
	}),
	read: readUpload,
};

function readUpload(response: ApiResponse): Upload {
	const { code, message, data } = readEnvelope(response);
	const uploaded = url(record(data).downloadUrl);
	if (code === 200 && uploaded !== undefined) return { kind: 'uploaded', url: uploaded };
	const meaning = (code !== undefined && CODES.get(code)) || UNDOCUMENTED;
	return { kind: 'refused', error: errorOf(meaning, { code, message }) };
}
