import type { Locator, Page } from 'playwright-core';
import type { Owner } from '../../../dev/n8n/client';
import { CredentialWindow } from './credentialWindow';
import { NodePanel, RUN_LIMIT_MS } from './nodePanel';

/** Around nodes in a picture; names stand below them, the plus behind them. */
const MARGIN = { x: 120, y: 60 };

/** What lies on the canvas besides. */
const NOT_NODES =
	':is([data-test-id=sticky], [data-test-id=execute-workflow-button], [data-test-id=workflow-chat-button], [data-test-id=canvas-controls], [data-test-id$=canvas-action-button], [class*=nodeButtonsWrapper], .n8n-radio-buttons)';

/** n8n's editor, as a user sees it. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async signIn({ email, password }: Owner): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(email);
		await this.page.locator('input[type=password]').fill(password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.waitForURL(/home|workflow/);
	}

	/** Opens a saved workflow. */
	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		await this.nodes.first().waitFor();
	}

	/** Opens an empty canvas. */
	async openEmpty(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByTestId('canvas-plus-button').waitFor();
	}

	/** Opens a saved credential. */
	async openCredential(credentialId: string): Promise<CredentialWindow> {
		await this.page.goto(`${this.url}/home/credentials/${credentialId}`);
		return await CredentialWindow.opened(this.page);
	}

	/** All nodes on the canvas. */
	get nodes(): Locator {
		return this.page.getByTestId('canvas-node');
	}

	/** The node of this name on the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** The names of a node's outputs as the canvas shows them, and which of them it cuts off. */
	async outputsOf(node: string): Promise<Array<{ name: string; isCut: boolean }>> {
		return await this.node(node)
			.getByTestId('canvas-node-output-handle')
			.locator('[class*=outputLabel]')
			.evaluateAll((labels) =>
				labels.map(({ textContent, scrollWidth, clientWidth }) => ({
					name: textContent ?? '',
					isCut: scrollWidth > clientWidth,
				})),
			);
	}

	/** Opens a node's panel. */
	async openNode(name: string): Promise<NodePanel> {
		await this.node(name).dblclick();
		return await NodePanel.opened(this.page);
	}

	/** Types into the search of the panel that lists all nodes, which it opens first. */
	async searchNodes(text: string): Promise<void> {
		const search = this.page.getByTestId('node-creator-search-bar');
		if (!(await search.isVisible())) {
			await this.page.getByTestId('node-creator-plus-button').click();
		}
		await search.fill(text);
	}

	/** An entry of the panel that lists all nodes, by its exact name. */
	listed(name: string): Locator {
		return this.page.getByTestId('node-creator-item-name').getByText(name, { exact: true });
	}

	/** The names of all entries of that list, from top to bottom. */
	async listedNames(): Promise<string[]> {
		return await this.page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** Unfolds the actions of the node whose entry was opened, where n8n has not, down to this one. */
	async showAction(name: string): Promise<void> {
		const actions = this.page.getByTestId('node-creator-category-item').getByText(/^Actions/);
		await actions.waitFor();
		if (!(await this.listed(name).isVisible())) await actions.click();
		await this.listed(name).waitFor();
	}

	/** Drags an entry of the list onto the canvas. */
	async dragIn(name: string): Promise<void> {
		const to = { x: 300, y: 300 };
		await this.listed(name).dragTo(this.page.getByTestId('canvas'), { targetPosition: to });
	}

	/** Runs the whole workflow. */
	async execute(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** Stops the run that is under way. */
	async stop(): Promise<void> {
		await this.page.getByTestId('stop-execution-button').click();
	}

	/** Waits until n8n shows a node of the canvas in a state. */
	async nodeIs(name: string, state: 'success' | 'running' | 'waiting'): Promise<void> {
		await this.node(name)
			.locator(`.${state}, [data-test-id=canvas-node-status-${state}]`)
			.first()
			.waitFor({ timeout: RUN_LIMIT_MS });
	}

	/** Takes a picture of the part of the canvas that holds these nodes. */
	async photograph(file: string, ...nodes: string[]): Promise<void> {
		await this.page.mouse.move(0, 0);
		const boxes = await Promise.all(nodes.map((name) => this.node(name).boundingBox()));
		const edge = (sides: Array<number | undefined>, outermost: (...all: number[]) => number) =>
			outermost(...sides.filter((side) => side !== undefined));
		const left =
			edge(
				boxes.map((box) => box?.x),
				Math.min,
			) - MARGIN.x;
		const top =
			edge(
				boxes.map((box) => box?.y),
				Math.min,
			) - MARGIN.y;
		const right =
			edge(
				boxes.map((box) => (box ? box.x + box.width : undefined)),
				Math.max,
			) + MARGIN.x;
		const bottom =
			edge(
				boxes.map((box) => (box ? box.y + box.height : undefined)),
				Math.max,
			) + MARGIN.y;
		const clip = { x: left, y: top, width: right - left, height: bottom - top };
		await this.page.screenshot({
			path: file,
			clip,
			animations: 'disabled',
			style: `${NOT_NODES} { visibility: hidden }`,
		});
	}
}
