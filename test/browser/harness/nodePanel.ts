import type { Locator, Page } from 'playwright-core';

/** n8n adds it to every node whose credential can sign a request. */
const ADDED_BY_N8N = ['Custom API Call'];

/** The simulator takes seconds, a busy machine more. */
export const RUN_LIMIT_MS = 60_000;

/** What a node's panel shows, each from top to bottom. */
export interface Shown {
	/** Labels of the lists of credentials. */
	credentials: string[];
	/** Labels of fields, and texts of notices. */
	fields: string[];
	/** What each list offers, by the field's name in the workflow. */
	choices: Record<string, string[]>;
	/** What can be added to the collection Options. */
	options: string[];
}

/** The panel of one node, with its input on the left and its output on the right. */
export class NodePanel {
	private constructor(readonly page: Page) {}

	static async opened(page: Page): Promise<NodePanel> {
		const panel = new NodePanel(page);
		await panel.parameters.waitFor();
		return panel;
	}

	private get parameters(): Locator {
		return this.page.getByTestId('ndv').getByTestId('node-parameters');
	}

	/** What is on the screen, read at once: nothing changes in between. */
	async shown(): Promise<Shown> {
		return await this.parameters.evaluate((parameters, notOurs) => {
			const all = (within: Element, selector: string) =>
				Array.from(within.querySelectorAll(selector)).filter((found) => found.checkVisibility());
			const wording = (element?: Element | null) =>
				(element?.textContent ?? '').replace(/\s+/g, ' ').replace(/ \*$/, '').trim();
			// n8n keeps the entries of a closed list elsewhere in the page.
			const entries = (list: Element) => {
				const id = list.querySelector('[role=combobox]')?.getAttribute('aria-controls') ?? '';
				const found = document.getElementById(id)?.querySelectorAll('.el-select-dropdown__item');
				return Array.from(found ?? [], (entry) =>
					wording(entry.querySelector('.list-option > div') ?? entry),
				).filter((entry) => !notOurs.includes(entry));
			};
			const credentials = '[data-test-id=credentials-label]';
			const item = '[data-test-id=parameter-item]';
			const lists = all(parameters, `${item} [data-test-id^=parameter-input-]`).filter((list) =>
				list.querySelector('[role=combobox]'),
			);
			const [adding] = all(parameters, '[data-test-id=collection-parameter-add]');
			return {
				credentials: all(parameters, credentials).map(wording),
				fields: all(parameters, item)
					// A field of a collection stands in an item of its own, inside the collection's.
					.filter((found) => !found.parentElement?.closest(item))
					.map((found) => {
						const labels = all(found, '.n8n-input-label');
						const own = labels.find((label) => !label.closest(credentials));
						return wording(found.querySelector('.notice') ?? own?.querySelector('[class*=_title]'));
					}),
				choices: Object.fromEntries(
					lists.map((list) => [
						(list.getAttribute('data-test-id') ?? '').replace('parameter-input-', ''),
						entries(list),
					]),
				),
				options: adding ? entries(adding) : [],
			};
		}, ADDED_BY_N8N);
	}

	/** Chooses in a list, as a user does. */
	async choose(name: string, choice: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${name}`);
		const box = field.getByRole('combobox');
		if ((await box.inputValue()) === choice) return;
		await box.click();
		const list = this.page.locator(`[id="${await box.getAttribute('aria-controls')}"]`);
		await list.getByText(choice, { exact: true }).click();
	}

	/** What is chosen in a list. */
	async chosen(name: string): Promise<string> {
		return await this.page
			.getByTestId(`parameter-input-${name}`)
			.getByRole('combobox')
			.inputValue();
	}

	/** Switches a field on or off. */
	async toggle(name: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${name}`).locator('.el-switch').click();
	}

	/** Runs this node, and what it needs before. */
	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** Shows the output in another way. */
	async showOutputAs(mode: 'schema' | 'table' | 'json' | 'binary'): Promise<void> {
		await this.output.getByTestId(`radio-button-${mode}`).click();
	}

	/** The URL at which a trigger listens while the workflow is built. */
	async webhookUrl(): Promise<string> {
		await this.parameters.getByText('Webhook URLs').click();
		return (await this.page.locator('.webhook-url').innerText()).trim();
	}

	/** Waits until a trigger listens at that URL. */
	async listening(): Promise<void> {
		await this.page.getByTestId('ndv').getByText('Listening for test event').waitFor();
	}

	/** Waits until the output is there, or says what went wrong. */
	async ended(): Promise<void> {
		await this.output
			.locator('[data-test-id^=node-run-status-]')
			.first()
			.waitFor({ timeout: RUN_LIMIT_MS });
	}

	/** The output as JSON, as far as it is on the screen. */
	async json(): Promise<string> {
		await this.showOutputAs('json');
		const text = await this.output.locator('.vjs-tree').innerText();
		return text.replace(/\s+/g, ' ');
	}

	/** Types a text into a field, after what is there. */
	async type(name: string, text: string): Promise<void> {
		const field = this.page
			.getByTestId(`parameter-input-${name}`)
			.locator('textarea, input')
			.first();
		await field.pressSequentially(text);
	}

	/** Lets the film in the output play up to a second of it. */
	async playTo(second: number): Promise<void> {
		await this.page.locator('video').evaluate(async (film: HTMLVideoElement, at) => {
			while (film.currentTime < at) {
				await new Promise((resolve) =>
					film.addEventListener('timeupdate', resolve, { once: true }),
				);
			}
			film.pause();
		}, second);
	}

	/** Scrolls the parameters until the field with this label is in sight. */
	async scrollTo(label: string): Promise<void> {
		await this.page
			.getByTestId('ndv')
			.getByText(label, { exact: true })
			.first()
			.scrollIntoViewIfNeeded();
	}

	/** Takes a picture of the panel. */
	async photograph(file: string): Promise<void> {
		await this.page.getByTestId('ndv').screenshot({
			path: file,
			animations: 'disabled',
			// What n8n says besides would hide a part of it.
			style: '.el-notification { display: none }',
		});
	}

	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
	}
}
