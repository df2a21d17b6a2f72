import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig } from 'eslint/config';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const SHIPPING = ['{credentials,nodes,providers,transport,completion,media}/**/*.ts'];

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
	rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const BEYOND_N8N = {
	regex: '^(?!\\.{1,2}/|n8n-workflow$|(node:)?crypto$)',
	message: 'Shipping code imports n8n-workflow and crypto only: the package has no dependencies.',
};
const ANY_PACKAGE = {
	regex: '^(?!\\.{1,2}/|(node:)?crypto$)',
	message: 'providers/ is pure: JSON in, JSON out. It knows nothing of n8n.',
};
const OTHER_LAYERS = {
	regex: '(^|/)(credentials|nodes|transport|completion|media)/',
	message: 'providers/ is the innermost layer and knows no other.',
};
const ONE_PROVIDER = {
	regex: '(^|/)providers/(?!(api|errors|task)$)',
	message: 'completion/ and media/ know the task, but no provider.',
};

export default defineConfig(
	{ ignores: ['dist/', 'runtimes/', 'output/', 'coverage/', '.demo/'] },
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
	forbidImports(SHIPPING, BEYOND_N8N),
	forbidImports(['providers/**/*.ts'], ANY_PACKAGE, OTHER_LAYERS),
	forbidImports(['{completion,media}/**/*.ts'], BEYOND_N8N, ONE_PROVIDER),
	nodesBase(['credentials/**/*.ts'], 'credentials'),
	nodesBase(['nodes/**/*.ts'], 'nodes'),

	{
		files: ['package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		languageOptions: { parser: tseslint.parser },
	},
	nodesBase(['package.json'], 'community'),
);
