import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf } from '../../../dev/demo/owner';

let folder: string;
beforeEach(async () => {
	folder = join(await mkdtemp(join(tmpdir(), 'owner-')), 'n8n');
});
afterEach(async () => {
	await rm(join(folder, '..'), { recursive: true });
});

it('makes a password that n8n takes, which only its user can read', async () => {
	const { password } = await ownerOf(folder);
	expect(password).toMatch(/^(?=.*[A-Z])(?=.*\d).{20,64}$/);
	const file = join(folder, 'owner-password');
	expect(await readFile(file, 'utf8')).toBe(password);
	expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('keeps it, and makes another one for another installation', async () => {
	const first = await ownerOf(folder);
	expect(await ownerOf(folder)).toEqual(first);
	await rm(folder, { recursive: true });
	expect((await ownerOf(folder)).password).not.toBe(first.password);
});

it('says so where the folder cannot be written', async () => {
	await writeFile(folder, 'a file');
	await expect(ownerOf(folder)).rejects.toThrow('EEXIST');
});
