import { stamp } from '../../../dev/n8n/runtime';

it('stamp is the same for the same lock on the same platform, and only then', () => {
	const lock = '{"packages":{}}';
	expect(stamp(lock, 'linux-x64')).toBe(stamp(lock, 'linux-x64'));
	expect(stamp(`${lock}\n`, 'linux-x64')).not.toBe(stamp(lock, 'linux-x64'));
	expect(stamp(lock, 'darwin-arm64')).not.toBe(stamp(lock, 'linux-x64'));
});
