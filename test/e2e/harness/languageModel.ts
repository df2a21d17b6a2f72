import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { json } from 'express';

interface Message {
	role: string;
	content: unknown;
}

/** A stand-in for a language model that calls the first tool it is offered and repeats its answers. */
export interface LanguageModel {
	/** Base URL of its chat-completions API. */
	url: string;
	close(): Promise<void>;
}

/** @param calls what the model passes to the tool, once for each, and all at once */
export async function startLanguageModel(...calls: object[]): Promise<LanguageModel> {
	const app = express();
	app.use(json({ limit: '5mb' }));
	app.post('/chat/completions', (request, response) => {
		const { messages, tools, model } = request.body as {
			messages: Message[];
			tools: Array<{ function: { name: string } }>;
			model: string;
		};
		const answers = messages.filter(({ role }) => role === 'tool');
		const isAnswered = answers.length > 0;
		const message = isAnswered
			? { role: 'assistant', content: answers.map(({ content }) => String(content)).join('\n') }
			: {
					role: 'assistant',
					content: null,
					tool_calls: calls.map((args, index) => ({
						id: `call_${index + 1}`,
						type: 'function',
						function: { name: tools[0].function.name, arguments: JSON.stringify(args) },
					})),
				};
		response.json({
			id: 'completion',
			object: 'chat.completion',
			created: 0,
			model,
			choices: [{ index: 0, message, finish_reason: isAnswered ? 'stop' : 'tool_calls' }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		});
	});
	const server = await new Promise<Server>((resolve, reject) => {
		const listening = app.listen(0, '127.0.0.1', (error) => {
			if (error) reject(error);
			else resolve(listening);
		});
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await closed;
		},
	};
}
