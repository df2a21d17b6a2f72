import type { BrowserContext, Page } from 'playwright-core';

/** What the editor says to the browser's console and to nobody else. */
export class Complaints {
	private lines: string[] = [];

	/** @param origin of n8n: what comes from elsewhere does not count */
	constructor(
		context: BrowserContext,
		private readonly origin: string,
	) {
		context.on('page', (page) => this.follow(page));
	}

	/** What has been said since the last call. */
	take(): string[] {
		const { lines } = this;
		this.lines = [];
		return lines;
	}

	private follow(page: Page): void {
		page.on('pageerror', (error) => this.lines.push(`thrown: ${error.message}`));
		page.on('console', (message) => {
			const { url } = message.location();
			if (message.type() !== 'error' || !this.isOurs(url)) return;
			this.lines.push(`${message.text()} (${url})`);
		});
	}

	/** Not what n8n asks npm about the package, and not a schema that n8n lacks for a node of its own. */
	private isOurs(url: string): boolean {
		return url.startsWith(this.origin) && !url.includes('/schemas/n8n-nodes-base.');
	}
}
