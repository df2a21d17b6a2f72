import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';

import { MusicVideo } from '../../../nodes/MusicVideo/MusicVideo.node';
import { Veo } from '../../../nodes/Veo/Veo.node';
import { VeoTrigger } from '../../../nodes/VeoTrigger/VeoTrigger.node';

// The editor's own search. The package's types describe its ES module only; what runs is its CommonJS build.
const { sublimeSearch } = createRequire(__filename)('@n8n/utils/search/sublime-search') as {
	sublimeSearch: <Item>(text: string, items: Item[], keys: object[]) => Array<{ item: Item }>;
};

const NODES = { Veo, MusicVideo, VeoTrigger };

function described(name: keyof typeof NODES): INodeTypeDescription {
	const file = join(__dirname, `../../../nodes/${name}/${name}.node.json`);
	const codex = JSON.parse(readFileSync(file, 'utf8')) as INodeTypeDescription['codex'];
	return { ...new NODES[name]().description, codex };
}

const descriptions = (Object.keys(NODES) as Array<keyof typeof NODES>).map(described);

/** What n8n's panel searches: 1.3 times the name and once the aliases. */
const KEYS = [
	{ key: 'displayName', weight: 1.3 },
	{ key: 'codex.alias', weight: 1 },
];

it.each(['generate video', '4k', 'upscale', 'extend video', 'callback', 'text to video'])(
	'the panel finds Veo and its trigger, which it shows as one, by "%s"',
	(text) => {
		const found = sublimeSearch(text, descriptions, KEYS).map(({ item }) => item.name);
		expect(found).toEqual(expect.arrayContaining(['veo', 'veoTrigger']));
	},
);

it('Veo and its trigger have one description, for n8n shows that of one for both', () => {
	expect(described('VeoTrigger').description).toBe(described('Veo').description);
});

it('each node is among those for AI, and not hidden from the other lists', () => {
	for (const { codex } of descriptions) {
		expect(codex?.categories).toContain('AI');
		// n8n leaves nodes of this category without it out of the lists that are not about AI.
		expect(codex?.subcategories?.AI).toContain('Root Nodes');
	}
});

// n8n's editor takes a field that a credential names under `show` for the choice of the authentication,
// and hides it from the panel (getNodeAuthFields, getMainAuthField).
it.each(descriptions)(
	'no credential of $displayName takes a field away',
	({ credentials = [] }) => {
		expect(credentials.length).toBeGreaterThan(0);
		for (const { displayOptions } of credentials) expect(displayOptions).not.toHaveProperty('show');
	},
);
