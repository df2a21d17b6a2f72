// Which of the imports `[file, specifier]` on the command line ESLint refuses, as JSON.
import { ESLint, Linter } from 'eslint';

const rule = 'no-restricted-imports';
const eslint = new ESLint();
const refused = [];
for (const [file, specifier] of JSON.parse(process.argv[2])) {
	const { rules = {} } = (await eslint.calculateConfigForFile(file)) ?? {};
	const code = `import ${JSON.stringify(specifier)};`;
	const found = new Linter().verify(code, [{ rules: { [rule]: rules[rule] ?? 'off' } }]);
	if (found.length > 0) refused.push([file, specifier]);
}
console.log(JSON.stringify(refused));
