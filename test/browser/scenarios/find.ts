import type { INodePropertyOptions } from 'n8n-workflow';
import { builtDescription } from '../harness/expected';
import { NodePanel } from '../harness/nodePanel';
import { settled } from '../harness/settled';
import type { Stage } from '../harness/stage';

/** What users look for, and what they must find among the first entries. */
const SEARCHES: Array<[text: string, nodes: string[]]> = [
	['veo', ['Veo']],
	['ai video', ['Veo', 'Music Video']],
	['image to video', ['Veo']],
	['music video', ['Music Video']],
	['suno', ['Music Video']],
	['kie', ['Veo', 'Music Video']],
];

/** From the list of all nodes onto the canvas. */
export function findTests(stage: () => Stage): void {
	it('find: each search has the node at the top', async () => {
		const { editor } = stage();
		await editor.openEmpty();
		for (const [text, nodes] of SEARCHES) {
			await editor.searchNodes(text);
			const found = await settled(nodes, async () =>
				(await editor.listedNames()).slice(0, nodes.length),
			);
			expect([text, found]).toEqual([text, nodes]);
		}
	});

	it.each(['Veo', 'MusicVideo'])('find: each action of %s is in its list', async (name) => {
		const { displayName } = builtDescription(name);
		const actions = operations(name).map(({ action }) => String(action));
		const { editor } = stage();
		await editor.openEmpty();
		await editor.searchNodes(displayName);
		await editor.listed(displayName).click();
		await editor.showAction(actions[0]);
		const shown = await settled(actions, async () => {
			const names = await editor.listedNames();
			return actions.filter((action) => names.includes(action));
		});
		expect(shown).toEqual(actions);
	});

	it('find: dragged in, a node is what was dragged', async () => {
		const { editor } = stage();
		const [text2video] = operations('Veo').filter(({ value }) => value === 'text2video');
		await editor.openEmpty();
		await editor.searchNodes('ai video');
		await editor.listed('Veo').click();
		await editor.showAction(String(text2video.action));
		await editor.dragIn(String(text2video.action));
		const panel = await NodePanel.opened(editor.page);
		expect(await panel.chosen('operation')).toBe(text2video.name);
		await panel.close();
	});

	it('find: Veo Trigger begins a workflow', async () => {
		const { editor } = stage();
		await editor.openEmpty();
		await editor.searchNodes('veo');
		await editor.listed('Veo').click();
		await editor.dragIn('On new Veo event');
		await editor.node('Veo Trigger').waitFor();
	});
}

function operations(node: string): INodePropertyOptions[] {
	return builtDescription(node)
		.properties.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [] }) => options as INodePropertyOptions[]);
}
