import type { INodeTypeDescription } from 'n8n-workflow';

const TOKEN =
	'When Veo or Music Video orders with <b>Submit Only</b>, put the URL into <b>Callback URL</b>; the node adds the token of its credential. Anybody else who orders adds <code>?token=</code> and the <b>Callback Token</b> of the credential to the URL, and gives it to the provider as <code>callBackUrl</code> (Kie.ai, sunoapi.org) or <code>callback_url</code> (Ace Data Cloud).';

const TEST =
	'<b>While you build the workflow</b>, click the listen button, then order a video with the test URL as its callback URL. One call is accepted for each click; it is checked as in production.';

/** What the editor says about where the provider has to call, and with what. */
export const texts: Pick<
	INodeTypeDescription,
	'eventTriggerDescription' | 'activationMessage' | 'triggerPanel'
> = {
	eventTriggerDescription: 'Waiting for a provider to call the test URL',
	activationMessage:
		'Order videos with the production URL as their callback URL. Nothing has to be set up at the provider.',
	triggerPanel: {
		header: 'Receive the callback of a finished video',
		executionsHelp: {
			inactive: `${TEST}<br><br><b>In production</b>, publish the workflow and order with the production URL. These runs show up in the executions list, not in the editor.<br><br>${TOKEN}`,
			active: `${TEST}<br><br><b>In production</b>, order with the production URL. These runs show up in the <a data-key="executions">executions list</a>, not in the editor.<br><br>${TOKEN}`,
		},
		activationHint:
			'Once the workflow is ready, publish it and order with the production URL, without clicking this button.',
	},
};
