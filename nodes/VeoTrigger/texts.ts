import type { INodeTypeDescription } from 'n8n-workflow';

const TOKEN =
	"Where Veo or Music Video buys with <b>Wait for Result</b> set to <b>Don't Wait</b>, put the URL into <b>Callback URL</b>; the node adds the token of its credential. Whatever else buys adds the query parameter <code>token</code> to the URL, with the <b>Callback Token</b> of the credential as its value, and gives the URL to the provider as <code>callBackUrl</code> (Kie.ai, sunoapi.org) or <code>callback_url</code> (Ace Data Cloud).";

const TEST =
	'<b>While you build the workflow</b>, copy the test URL, click <b>Listen for test event</b>, then order a video with that URL as its callback URL. One call is accepted for each click; it is checked as in production.';

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
			inactive: `${TEST}<br><br><b>In production</b>, copy the production URL, publish the workflow, and order with that URL. These runs show up in the executions list, not in the editor.<br><br>${TOKEN}`,
			active: `${TEST}<br><br><b>In production</b>, copy the production URL and order with it. These runs show up in the <a data-key="executions">executions list</a>, not in the editor.<br><br>${TOKEN}`,
		},
		activationHint:
			'Once the workflow is ready, publish it and order with the production URL, without clicking this button.',
	},
};
