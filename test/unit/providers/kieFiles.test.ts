import { musicVideoApi, veoApi } from '../../../lib/providers';
import { upload } from '../../../lib/providers/kie/upload';
import { answer, envelope, fixture } from './support';

describe('a new link', () => {
	it.each([
		['Veo', veoApi('kie')],
		['Veo, unified', veoApi('kie', 'unified')],
		['music video', musicVideoApi('kie')],
		['music video, unified', musicVideoApi('kie', 'unified')],
	])('is asked for at Kie: %s', (_, api) => {
		expect(api?.freshLink?.request('https://example.com/old.mp4')).toEqual({
			method: 'POST',
			path: '/api/v1/common/download-url',
			body: { url: 'https://example.com/old.mp4' },
		});
		expect(
			api?.freshLink?.read(
				answer(fixture('kieVeo', 'download-url')),
				'https://example.com/old.mp4',
			),
		).toBe('https://tempfile.example.com/new-link');
	});

	it.each([
		['a foreign file', fixture('kieVeo', 'download-url-foreign')],
		['no URL', envelope(200, 'success', 'soon')],
		['a refusal with a URL', envelope(500, '', 'https://example.com/x')],
	])('is not given for %s', (_, body) => {
		expect(
			veoApi('kie')?.freshLink?.read(answer(body), 'https://example.com/old.mp4'),
		).toBeUndefined();
	});

	it('is given by no other provider', () => {
		expect(veoApi('aceData')).not.toHaveProperty('freshLink');
		expect(musicVideoApi('sunoApi')).not.toHaveProperty('freshLink');
	});
});

describe('an upload', () => {
	it('answers with the URL of the file', () => {
		expect(
			upload.read(answer(fixture('kieUpload', 'uploaded')), { headers: {}, body: '' }),
		).toEqual({
			kind: 'uploaded',
			url: 'https://tempfile.redpandaai.co/kieai/136592/documents/test-uploads/test.txt',
		});
	});

	it.each([
		[400, fixture('kieUpload', 'refused'), 'invalidRequest badParameter'],
		[
			401,
			{ success: false, code: 401, msg: 'Authentication failed: Invalid API Key' },
			'account unauthorized',
		],
		[405, { success: false, code: 405, msg: 'Method not allowed' }, 'invalidRequest unknownPath'],
		[500, { success: false, code: 500, msg: 'Internal error' }, 'service serverError'],
		[403, '<html>1010</html>', 'unrecognized undocumented'],
		[200, { success: true, code: 200, data: {} }, 'unrecognized undocumented'],
		[200, '<html></html>', 'unrecognized undocumented'],
	])('answered with HTTP %i and %j is refused as %s', (status, body, expected) => {
		const result = upload.read(answer(body, status), { headers: {}, body: '' });
		if (result.kind !== 'refused') throw new Error('not refused');
		expect(`${result.error.type} ${result.error.reason}`).toBe(expected);
		expect(result.error.message).not.toBe('');
	});
});
