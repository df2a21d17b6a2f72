'use strict';

const { compilerOptions } = require('./tsconfig.json');

/** One project per kind of test, so that `jest --selectProjects unit` stays quick. */
const project = (name, more) => ({
	displayName: name,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	modulePathIgnorePatterns: ['<rootDir>/dev/n8n/runtimes'],
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
	// More than cores, because most tests wait for simulated tasks most of the time.
	maxWorkers: 8,
	// n8n-core and n8n's scanner take seconds to load, more on a busy machine.
	testTimeout: 60_000,
	projects: [
		project('unit'),
		project('engine', { setupFilesAfterEnv: ['<rootDir>/test/engine/harness/userFolder.ts'] }),
		// An unpacked package finds n8n-workflow the way it does in n8n: in a folder of the host's.
		project('package', { modulePaths: ['<rootDir>/node_modules'] }),
		// In a real n8n; takes minutes, so `npm test` leaves it to `npm run test:e2e`.
		project('e2e', {
			globalSetup: '<rootDir>/test/e2e/harness/globalSetup.ts',
			// On a version of one's choice, which takes the place of the current one.
			...(process.env.E2E_N8N && { testMatch: ['<rootDir>/test/e2e/current/*.test.ts'] }),
		}),
		// In n8n's queue mode, with PostgreSQL and Redis: `npm run test:queue`.
		project('queue', { globalSetup: '<rootDir>/test/e2e/harness/globalSetup.ts' }),
		// In n8n's editor, with Debian's Chromium: `npm run test:browser`.
		project('browser', { globalSetup: '<rootDir>/test/browser/harness/globalSetup.ts' }),
		// The pictures of README and docs, by the same means: `npm run pictures`.
		project('pictures', {
			globalSetup: '<rootDir>/test/browser/harness/globalSetup.ts',
			testMatch: ['<rootDir>/test/browser/pictures.ts'],
		}),
		// In a real n8n whose providers misbehave at random: `npm run test:chaos -- --seed 1`.
		project('chaos', { globalSetup: '<rootDir>/test/chaos/harness/globalSetup.ts' }),
	],
};
