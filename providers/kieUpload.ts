import type { ApiResponse } from './api';
import { errorOf, UNDOCUMENTED, type CodeTable } from './codes';
import { readEnvelope } from './envelope';
import type { TaskError } from './errors';
import { KIE } from './operators';
import { record, url } from './read';

/** What an upload came to. It is free; the file is kept for a day at least. */
export type Upload =
	| { kind: 'uploaded'; url: string }
	/** `error.retryable` tells whether the same upload may work later. */
	| { kind: 'refused'; error: TaskError };

/** The upload host also has a code for a method that it does not take. */
const CODES: CodeTable = new Map([
	...KIE.codes,
	[405, { type: 'invalidRequest', reason: 'unknownPath' }],
]);

/** Where Kie's upload host takes a multipart form. */
export const UPLOAD_PATH = '/api/file-stream-upload';

/** The folder of the uploads; the host wants one, without slashes around it. */
export const UPLOAD_FOLDER = 'n8n-nodes-veo';

/** Reads the answer to a form with `file`, `uploadPath` and `fileName`. */
export function readUpload(response: ApiResponse): Upload {
	const { code, message, data } = readEnvelope(response);
	const uploaded = url(record(data).downloadUrl);
	if (code === 200 && uploaded !== undefined) return { kind: 'uploaded', url: uploaded };
	const meaning = (code !== undefined && CODES.get(code)) || UNDOCUMENTED;
	return { kind: 'refused', error: errorOf(meaning, { code, message }) };
}
