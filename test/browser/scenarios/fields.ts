import { randomUUID } from 'node:crypto';
import type { INodeParameters, INodeTypeDescription } from 'n8n-workflow';
import { builtDescription, Expected } from '../harness/expected';
import type { NodePanel } from '../harness/nodePanel';
import type { Stage } from '../harness/stage';

const NODES = ['Veo', 'MusicVideo', 'VeoTrigger'];

/** What the panel shows is what n8n's rules make of the description, whatever is chosen. */
export function fieldsTests(stage: () => Stage): void {
	it.each(NODES)('fields: %s shows those of each choice, and no others', async (name) => {
		const description = builtDescription(name);
		const providers = new Expected(description, {}).entries('provider');
		expect(providers.length).toBeGreaterThan(1);
		// A node for each provider, because a user seldom changes it.
		const { id } = await stage().host.client.saveWorkflow({
			name: `Fields of ${name}`,
			nodes: providers.map((provider, index) => ({
				id: randomUUID(),
				name: provider.name,
				type: `n8n-nodes-veo.${description.name}`,
				typeVersion: 1,
				position: [300 * index, 0],
				parameters: { provider: provider.value },
				webhookId: randomUUID(),
			})),
			connections: {},
		});
		await stage().editor.open(id);
		for (const provider of providers) {
			const panel = await stage().editor.openNode(provider.name);
			await eachChoice(panel, description, { provider: provider.value });
			await panel.close();
		}
	});
}

/** Walks through all resources and operations, or through all ways to authenticate. */
async function eachChoice(
	panel: NodePanel,
	description: INodeTypeDescription,
	chosen: INodeParameters,
): Promise<void> {
	const deciding = ['resource', 'operation', 'authentication'];
	const next = deciding.find((name) => !(name in chosen) && entries(name).length > 0);
	function entries(name: string) {
		return new Expected(description, chosen).entries(name);
	}
	if (!next) return await expectShown(panel, new Expected(description, chosen));
	for (const { name, value } of entries(next)) {
		await panel.choose(next, name);
		await eachChoice(panel, description, { ...chosen, [next]: value });
	}
}

async function expectShown(panel: NodePanel, expected: Expected): Promise<void> {
	const shown = await panel.shown();
	const options = expected.options();
	expect({ ...shown, choices: null }).toEqual({
		credentials: ['Credential'],
		fields: expected.fields(),
		// A single one is added by a button, without a list.
		options: options.length > 1 ? options : [],
		choices: null,
	});
	// Lists of added options come on top of these.
	expect(shown.choices).toMatchObject(expected.choices());
}
