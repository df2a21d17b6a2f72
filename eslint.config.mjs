import { readdirSync } from 'node:fs';

import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig } from 'eslint/config';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const SHIPPING = ['{credentials,nodes,lib}/**/*.ts'];

/** The rules that n8n's own scanner switches off, because they are wrong for community packages. */
const SWITCHED_OFF_BY_N8N = {
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
};

const nodesBase = (files, ruleSet) => ({
	files,
	plugins: { 'n8n-nodes-base': n8nNodesBase },
	rules: { ...n8nNodesBase.configs[ruleSet].rules, ...SWITCHED_OFF_BY_N8N },
});

/** Flat config replaces a rule's options, so every block has to name all its patterns. */
const forbidImports = (files, ...patterns) => ({
	files,
	rules: { 'no-restricted-imports': ['error', { patterns: [NEVER_SHIPPED, ...patterns] }] },
});

const NEVER_SHIPPED = {
	regex: '(^|/)(dev|test)/',
	message: 'dev/ and test/ are never shipped.',
};
const BEYOND_N8N = {
	regex: '^(?!\\.{1,2}/|n8n-workflow$|(node:)?crypto$)',
	message: 'Shipping code imports n8n-workflow and crypto only: the package has no dependencies.',
};
const ANY_PACKAGE = {
	regex: '^(?!\\.{1,2}/|(node:)?crypto$)',
	message: 'lib/providers/ is pure: JSON in, JSON out. It knows nothing of n8n.',
};
/** The arrows point one way: nodes → lifecycle → http, files → providers → task, error. */
const ALL_ELSE = {
	regex: '(^|/)(nodes|lib)/',
	message: 'credentials/ stands alone.',
};
const CREDENTIALS = {
	regex: '(^|/)credentials/',
	message: 'What is needed of a credential stands in the row of its provider.',
};
/** Of all folders, those of single nodes alone begin with a capital letter. */
const ONE_NODE = {
	regex: '^(\\.\\./)+[A-Z]\\w*/',
	caseSensitive: true,
	message: 'What nodes share stands in nodes/common/, which knows none of them.',
};
const NODES = {
	regex: '(^|/)(nodes|credentials)/',
	message: 'lib/ knows no node and no credential: what they say is handed over.',
};
const ABOVE_FILES = {
	regex: '(^|/)lifecycle(/|$)',
	message: 'http/ and files/ serve lifecycle/ and know nothing of it.',
};
const ABOVE_HTTP = {
	regex: '(^|/)(lifecycle|files)(/|$)',
	message: 'http/ serves lifecycle/ and files/ and knows nothing of them.',
};
const ABOVE_PROVIDERS = {
	regex: '(^|/)(lifecycle|http|files|clock)(/|$)',
	message: 'providers/ and the record are innermost: they know no other layer.',
};
const ABOVE_RECORD = {
	regex: '(^|/)(lifecycle|http|files|providers|clock)(/|$)',
	message: 'The record, the errors and the clock are innermost: they know nothing else.',
};
const folders = readdirSync(`${import.meta.dirname}/lib/providers`, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name);
const ONE_PROVIDER = {
	regex: `(^|/)providers/(${folders.join('|')})(/(?!(signature|tracks)$)|$)`,
	message: 'What is needed of a provider stands in its row in providers/index.ts.',
};

export default defineConfig(
	{ ignores: ['dist/', 'dev/n8n/runtimes/', 'output/', 'coverage/', '.demo/'] },
	{ linterOptions: { noInlineConfig: true } },
	{
		files: ['**/*.{js,mjs,ts}'],
		rules: { 'max-lines': ['error', 400], 'no-warning-comments': 'error' },
	},

	{
		files: ['**/*.{js,mjs}'],
		extends: [js.configs.recommended],
		languageOptions: {
			globals: { console: 'readonly', process: 'readonly', __dirname: 'readonly' },
		},
	},
	{
		files: ['**/*.js'],
		languageOptions: { sourceType: 'commonjs' },
	},

	{
		files: ['**/*.ts'],
		extends: [js.configs.recommended, tseslint.configs.strict],
		languageOptions: {
			parserOptions: { project: 'tsconfig.tools.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			eqeqeq: 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
		},
	},

	{
		files: SHIPPING,
		extends: [tseslint.configs.strictTypeChecked, n8nCommunityNodesPlugin.configs.recommended],
		rules: {
			'no-console': 'error',
			// It knows secrets by their names, and not that of Kie.ai's webhook HMAC key.
			'@n8n/community-nodes/credential-unnecessary-password': 'off',
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
		},
	},
	{
		files: SHIPPING,
		plugins: { regexp },
		rules: {
			// Strangers choose the text, and n8n reads 16 MB of it: a match takes linear time or is none.
			'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
			'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
		},
	},
	forbidImports(['credentials/**/*.ts'], BEYOND_N8N, ALL_ELSE),
	forbidImports(['nodes/**/*.ts'], BEYOND_N8N, CREDENTIALS, ONE_NODE, ONE_PROVIDER),
	forbidImports(['lib/lifecycle/**/*.ts'], BEYOND_N8N, NODES, ONE_PROVIDER),
	forbidImports(['lib/files/**/*.ts'], BEYOND_N8N, NODES, ABOVE_FILES, ONE_PROVIDER),
	forbidImports(['lib/http/**/*.ts'], BEYOND_N8N, NODES, ABOVE_HTTP, ONE_PROVIDER),
	forbidImports(['lib/providers/**/*.ts'], ANY_PACKAGE, NODES, ABOVE_PROVIDERS),
	forbidImports(['lib/clock.ts'], BEYOND_N8N, NODES, ABOVE_RECORD),
	forbidImports(['lib/{error,task}.ts'], ANY_PACKAGE, NODES, ABOVE_RECORD),
	nodesBase(['credentials/**/*.ts'], 'credentials'),
	nodesBase(['nodes/**/*.ts'], 'nodes'),

	{
		files: ['package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		languageOptions: { parser: tseslint.parser },
	},
	nodesBase(['package.json'], 'community'),
);
