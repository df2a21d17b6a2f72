import type { Locator, Page } from 'playwright-core';

/** The window in which a credential is entered and tested. */
export class CredentialWindow {
	private readonly window: Locator;

	private constructor(page: Page) {
		this.window = page.getByTestId('editCredential-modal');
	}

	static async opened(page: Page): Promise<CredentialWindow> {
		const opened = new CredentialWindow(page);
		await opened.window.waitFor();
		return opened;
	}

	/** What n8n shows when the test has passed. */
	get passed(): Locator {
		return this.window.getByText('Connection tested successfully');
	}

	/** What n8n shows when the test has failed. */
	get failed(): Locator {
		return this.window.getByText('Couldn’t connect with these settings');
	}

	async fill(field: string, value: string): Promise<void> {
		await this.window.getByTestId(`parameter-input-${field}`).locator('input').fill(value);
	}

	/** Saves, which tests as well. */
	async save(): Promise<void> {
		await this.window.getByTestId('credential-save-button').click();
	}
}
