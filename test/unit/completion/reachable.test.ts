import { isPrivate } from '../../../completion/reachable';

describe('isPrivate', () => {
	it.each([
		'http://localhost:5678/webhook',
		'http://n8n:5678/',
		'http://n8n.local/',
		'http://n8n.internal/',
		'http://127.0.0.1:5678/',
		'http://0.0.0.0:5678/',
		'http://10.1.2.3/',
		'http://172.16.0.1/',
		'http://172.31.255.255/',
		'http://192.168.1.1/',
		'http://169.254.169.254/',
		'http://100.64.0.1/',
		'http://[::1]:5678/',
		'http://[fd12:3456::1]/',
		'http://[fe80::1]/',
		'http://2130706433/',
	])('%s is', (url) => {
		expect(isPrivate(url)).toBe(true);
	});

	it.each([
		'https://n8n.example.com/webhook',
		'https://api.kie.ai',
		'http://172.32.0.1/',
		'http://100.128.0.1/',
		'http://11.0.0.1/',
		'http://[2606:4700::1111]/',
	])('%s is not', (url) => {
		expect(isPrivate(url)).toBe(false);
	});
});
