'use strict';

const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const gulp = require('gulp');

// Every glob starts with a folder: one that starts with braces walks through node_modules.
const under = (folders, glob) => folders.map((folder) => `${folder}/${glob}`);

const SOURCES = under(['credentials', 'nodes', 'lib'], '**/*.ts');

/** What n8n reads beside the compiled classes: icons, codex files and output schemas. */
const ASSETS = [
	...under(['credentials', 'nodes', 'icons'], '**/*.svg'),
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
];

function clean() {
	return rm('dist', { recursive: true, force: true });
}

function compile() {
	return spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });
}

function assets() {
	return gulp.src(ASSETS, { base: '.', encoding: false }).pipe(gulp.dest('dist'));
}

const build = gulp.series(clean, gulp.parallel(compile, assets));

function watchSources() {
	gulp.watch(SOURCES, compile);
	gulp.watch(ASSETS, assets);
}

exports.build = build;
exports.watch = gulp.series(build, watchSources);
exports.default = build;
