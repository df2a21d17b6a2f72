import type { INodeTypeDescription } from 'n8n-workflow';

/** What the output panel says while somebody builds a workflow; nothing of it runs in production. */
export const hints: INodeTypeDescription['hints'] = [
	{
		message:
			'n8n cannot pin an output that has files. While you build, switch <b>Download Video</b> off, run the node once and pin its output; switch it on again when the workflow is ready.',
		displayCondition: '={{ $parameter["download"] === true }}',
		location: 'outputPane',
		whenToDisplay: 'always',
	},
	{
		message:
			'This run buys. To build the workflow at no cost, set <b>Test Runs</b> to Sample: runs from the editor then put out a sample, and runs in production buy as ever.',
		displayCondition: '={{ $parameter["testRuns"] === "buy" }}',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
	},
	{
		message:
			'A video takes minutes. While the node waits, the console of your browser says what it does.',
		displayCondition: '={{ $parameter["completion"] === "poll" }}',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
	},
];
