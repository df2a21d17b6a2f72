// Runs n8n's package scanner over a folder: node scan.mjs <source|dist> <folder>
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

/** What n8n lints: the repository at the published commit, and the published tarball. */
const PATTERNS = { source: SOURCE_FILE_PATTERNS, dist: ['**/*.js', 'package.json'] };

const [leg, folder] = process.argv.slice(2);
const { passed, message, details } = await analyzePackage(folder, PATTERNS[leg]);
console.log(JSON.stringify({ passed, message, details }));
