import { join, relative } from 'node:path';

import ts from 'typescript';

import { NOT_SENT, notOnWire, toWire, under, type WireTable } from '../../../lib/providers/wire';

interface Job {
	operation: 'make' | 'extend';
	text?: string;
	size?: number;
	file?: string;
}

const TABLE: WireTable<Job, Job['operation']> = {
	text: under('the_text', 'make', 'extend'),
	size: { make: 'SIZE' },
	file: under(NOT_SENT, 'make'),
};

it('sends what is set, under the names of the operation, and nothing else', () => {
	const job: Job = { operation: 'make', text: 'a', size: 0, file: 'f' };
	expect(toWire(TABLE, 'make', job)).toEqual({ the_text: 'a', SIZE: 0 });
	expect(toWire(TABLE, 'make', { operation: 'make', size: undefined })).toEqual({});
});

it.each<[Job, string | undefined]>([
	[{ operation: 'make', text: 'a', size: 1, file: 'f' }, undefined],
	[{ operation: 'extend', text: 'a' }, undefined],
	[{ operation: 'extend', text: 'a', size: 1 }, 'size'],
	[{ operation: 'extend', file: 'f' }, 'file'],
])('of %j it refuses %s', (job, field) => {
	expect(notOnWire(TABLE, job.operation, job, 'here')?.field).toBe(field);
});

const ROOT = join(__dirname, '../../..');

/** The files under providers/ that no longer compile once a job has one more field. */
function brokenBy(job: 'VeoJob' | 'MusicVideoJob'): string[] {
	const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) =>
		ts.sys.readFile(file),
	);
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
	const extra = join(ROOT, 'lib/providers/oneMoreField.ts');
	const host = ts.createCompilerHost(options);
	const readFile = host.getSourceFile.bind(host);
	host.fileExists = (file) => file === extra || ts.sys.fileExists(file);
	host.getSourceFile = (file, ...rest) =>
		file === extra
			? ts.createSourceFile(
					file,
					`import type {} from './api';\ndeclare module './api' { interface ${job} { newOption?: string } }`,
					ts.ScriptTarget.Latest,
				)
			: readFile(file, ...rest);
	const files = [extra, join(ROOT, 'lib/providers/index.ts')];
	const program = ts.createProgram(files, { ...options, noEmit: true, declaration: false }, host);
	const broken = ts.getPreEmitDiagnostics(program).flatMap(({ file, messageText }) => {
		expect(ts.flattenDiagnosticMessageText(messageText, '\n')).toContain('newOption');
		return file ? [relative(ROOT, file.fileName)] : [];
	});
	return broken.sort();
}

it('does not compile while an API has not said what becomes of a new field', () => {
	expect(brokenBy('VeoJob')).toEqual([
		'lib/providers/aceData/options.ts',
		// Once for each of Kie's two forms.
		'lib/providers/kie/options.ts',
		'lib/providers/kie/options.ts',
	]);
	expect(brokenBy('MusicVideoJob')).toEqual([
		'lib/providers/suno/options.ts',
		'lib/providers/suno/options.ts',
	]);
});
