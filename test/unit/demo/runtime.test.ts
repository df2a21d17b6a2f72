import { isRuntimeName, stamp, versionOf } from '../../../dev/n8n/runtime';

it('stamp is the same for the same lock on the same platform, and only then', () => {
	const lock = '{"packages":{}}';
	expect(stamp(lock, 'linux-x64')).toBe(stamp(lock, 'linux-x64'));
	expect(stamp(`${lock}\n`, 'linux-x64')).not.toBe(stamp(lock, 'linux-x64'));
	expect(stamp(lock, 'darwin-arm64')).not.toBe(stamp(lock, 'linux-x64'));
});

it.each(['current', 'oldest', '2.27.4'])('%s is a runtime', (name) => {
	expect(isRuntimeName(name)).toBe(true);
});

it.each(['', 'latest', '2.27', '2', '../current', '2.27.4/..'])('"%s" is none', (name) => {
	expect(isRuntimeName(name)).toBe(false);
});

it('the version of a runtime is the pinned one, or its name', () => {
	expect(versionOf('oldest')).toMatch(/^2\.8\.\d+$/);
	expect(versionOf('2.27.4')).toBe('2.27.4');
});
