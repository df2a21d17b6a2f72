import { musicVideoApi, veoApi } from '../../../providers';
import { readUpload } from '../../../providers/kieUpload';
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
		expect(api?.freshLink?.read(answer(fixture('kieVeo', 'download-url')))).toBe(
			'https://tempfile.example.com/new-link',
		);
	});

	it.each([
		['a foreign file', envelope(422, 'url is wrong')],
		['no URL', envelope(200, 'success', 'soon')],
		['a refusal with a URL', envelope(500, '', 'https://example.com/x')],
	])('is not given for %s', (_, body) => {
		expect(veoApi('kie')?.freshLink?.read(answer(body))).toBeUndefined();
	});

	it('is given by no other provider', () => {
		expect(veoApi('aceData')).not.toHaveProperty('freshLink');
		expect(musicVideoApi('sunoApi')).not.toHaveProperty('freshLink');
	});
});

describe('an upload', () => {
	it('answers with the URL of the file', () => {
		expect(readUpload(answer(fixture('kieUpload', 'uploaded')))).toEqual({
			kind: 'uploaded',
			url: 'https://tempfile.redpandaai.co/kieai/136592/documents/test-uploads/test.txt',
		});
	});

	it.each([
		[400, { success: false, code: 400, msg: 'Missing required parameter: uploadPath' }],
		[401, { success: false, code: 401, msg: 'Authentication failed: Invalid API Key' }],
		[500, { success: false, code: 500, msg: 'Internal error' }],
		[403, '<html>1010</html>'],
		[200, { success: true, code: 200, data: {} }],
		[200, '<html></html>'],
	])('answered with HTTP %i and %j is refused', (status, body) => {
		expect(readUpload(answer(body, status))).toMatchObject({
			kind: 'refused',
			error: { message: expect.any(String) as string },
		});
	});
});
