import { adviceFor, DemoError, explain, lastLines } from '../../../dev/demo/errors';

describe('adviceFor', () => {
	it.each([
		["Unknown option '--twice'", /only option is --once/],
		['npm error code ENOSPC\nnpm error nospc no space left on device', /disk is full/],
		['listen EADDRINUSE: address already in use 127.0.0.1:5678', /took the port/],
		["n8n's port 5678 is already in use", /took the port/],
		["EACCES: permission denied, mkdir '/x'", /cannot be written/],
		['gyp ERR! find Python You need to install the latest version', /apt-get install python3/],
		['make: g++: No such file or directory', /apt-get install python3/],
		['npm error code ENOTFOUND', /network/],
		['npm error code ECONNREFUSED', /network/],
		['npm error code E503', /network/],
		['npm error code ETARGET', /does not have a pinned version/],
		['something new', /^otherwise$/],
	])('reads %p', (text, advice) => {
		expect(adviceFor(text, 'otherwise')).toMatch(advice);
	});
});

describe('explain', () => {
	it('gives the advice of a typed error', () => {
		expect(explain(new DemoError('It broke', 'Mend it.'))).toBe('It broke\n→ Mend it.');
	});

	it('finds advice for a system error, and prints no stack', () => {
		const text = explain(new Error('write ENOSPC'));
		expect(text).toMatch(/^write ENOSPC\n→ The disk is full/);
		expect(text).not.toContain('    at ');
	});

	it('says what to do about an unknown error too', () => {
		expect(explain('odd')).toMatch(/^odd\n→ \S/);
	});
});

it('lastLines keeps the end of a log', () => {
	expect(lastLines('a\nb\nc\n', 2)).toBe('b\nc');
});
