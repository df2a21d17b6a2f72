import { isPrivate } from '../../../lib/lifecycle/reachable';

describe('isPrivate', () => {
	it.each([
		'http://localhost:5678/webhook',
		'http://localhost.:5678/webhook',
		'http://LOCALHOST/',
		'http://my.localhost/',
		'http://n8n:5678/',
		'http://n8n./',
		'http://n8n.local/',
		'http://n8n.local./',
		'http://n8n.internal/',
		'http://n8n.lan/',
		'http://n8n.home/',
		'http://n8n.corp/',
		'http://nas.home.arpa/',
		'http://n8n.localdomain/',
		'http://n8n.test/',
		'http://n8n.example/',
		'http://n8n.invalid/',
		'http://n8nn8nn8n.onion/',
	])('%s is, by its name', (url) => {
		expect(isPrivate(url)).toBe(true);
	});

	it.each([
		'http://127.0.0.1:5678/',
		'http://127.0.0.1.:5678/',
		'http://127.1/',
		'http://0.0.0.0:5678/',
		'http://10.1.2.3/',
		'http://012.1.2.3/',
		'http://0xa.0x1.2.3/',
		'http://0x0a010203/',
		'http://2130706433/',
		'http://172.16.0.1/',
		'http://172.31.255.255/',
		'http://192.168.1.1/',
		'http://192.168.257/',
		'http://169.254.169.254/',
		'http://100.64.0.1/',
		'http://100.127.255.255/',
		'http://192.0.0.8/',
		'http://192.0.2.1/',
		'http://198.18.0.1/',
		'http://198.19.255.255/',
		'http://198.51.100.1/',
		'http://203.0.113.1/',
		'http://224.0.0.1/',
		'http://255.255.255.255/',
		'http://①⓪.⓪.⓪.①/',
	])('%s is, by its IPv4 address', (url) => {
		expect(isPrivate(url)).toBe(true);
	});

	it.each([
		'http://[::1]:5678/',
		'http://[::]/',
		'http://[0:0:0:0:0:0:0:1]/',
		'http://[::ffff:10.0.0.1]/',
		'http://[::ffff:a00:1]/',
		'http://[::FFFF:7f00:1]/',
		'http://[::10.0.0.1]/',
		'http://[::ffff:0:10.0.0.1]/',
		'http://[64:ff9b::10.0.0.1]/',
		'http://[64:ff9b::a00:1]/',
		'http://[64:ff9b:1::808:808]/',
		'http://[fc00::1]/',
		'http://[fd12:3456::1]/',
		'http://[fe80::1]/',
		'http://[febf::1]/',
		'http://[fec0::1]/',
		'http://[ff02::1]/',
		'http://[2001:db8::1]/',
		'http://[100::1]/',
	])('%s is, by its IPv6 address', (url) => {
		expect(isPrivate(url)).toBe(true);
	});

	it.each([
		'https://n8n.example.com/webhook',
		'https://n8n.example.com./webhook',
		'https://api.kie.ai',
		'https://localhost.com/',
		'https://local.n8n.io/',
		'https://test.de/',
		'https://arpa.home.com/',
		'https://10.0.0.1.nip.io/',
		'http://172.15.0.1/',
		'http://172.32.0.1/',
		'http://100.63.0.1/',
		'http://100.128.0.1/',
		'http://11.0.0.1/',
		'http://169.253.0.1/',
		'http://192.169.0.1/',
		'http://198.20.0.1/',
		'http://223.255.255.255/',
		'http://134744072/',
		'http://[2606:4700::1111]/',
		'http://[::ffff:8.8.8.8]/',
		'http://[::ffff:808:808]/',
		'http://[64:ff9b::8.8.8.8]/',
		'http://[2a01:4f8::1]/',
	])('%s is not', (url) => {
		expect(isPrivate(url)).toBe(false);
	});
});
