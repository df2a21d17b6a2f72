'use strict';

const { compilerOptions } = require('./tsconfig.json');

/** One project per kind of test, so that `jest --selectProjects unit` stays quick. */
const project = (name, more) => ({
	displayName: name,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	modulePathIgnorePatterns: ['<rootDir>/runtimes'],
	// Files are translated one by one; type errors are the business of `npm run typecheck`.
	transform: {
		'\\.ts$': [
			'ts-jest',
			{
				tsconfig: { ...compilerOptions, isolatedModules: true, sourceMap: true },
				diagnostics: false,
			},
		],
	},
	...more,
});

/** @type {import('jest').Config} */
module.exports = {
	maxWorkers: 2,
	projects: [
		project('unit'),
		project('engine', { setupFilesAfterEnv: ['<rootDir>/test/engine/harness/userFolder.ts'] }),
		project('package'),
	],
};
