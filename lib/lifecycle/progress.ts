import type { IExecuteFunctions } from 'n8n-workflow';

/** Tells whoever runs the workflow by hand what the node is doing. */
export type Tell = (message: string) => void;

/**
 * Messages for the person at the editor. n8n shows them in the console of the browser that has started
 * the run, which is the one place that it lets a node write to while it runs, and drops them at once
 * in every run that nobody has started by hand (sendMessageToUI in n8n-core).
 */
export function tellerOf(context: IExecuteFunctions): Tell {
	return (message) => context.sendMessageToUI(message);
}

/** Milliseconds as a person reads them. */
export function inSeconds(milliseconds: number): string {
	return `${Math.max(1, Math.round(milliseconds / 1000))} s`;
}
