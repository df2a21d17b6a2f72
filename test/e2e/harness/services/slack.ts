import { json, Router } from 'express';

interface Button {
	text: { text: string };
	url?: string;
}

/** A message as it was posted. */
export interface SlackMessage {
	channel: string;
	text?: string;
	blocks?: Array<{ type: string; text?: { text: string }; elements?: Button[] }>;
}

/** A stand-in for Slack. */
export class Slack {
	readonly token = 'xoxb-slack-token';
	readonly messages: SlackMessage[] = [];

	router(): Router {
		const router = Router();
		router.post('/api/chat.postMessage', json(), (req, res) => {
			if (req.headers.authorization !== `Bearer ${this.token}`) {
				res.json({ ok: false, error: 'invalid_auth' });
				return;
			}
			const message = req.body as SlackMessage;
			if (!message.channel || !(message.text || message.blocks)) {
				res.json({ ok: false, error: message.channel ? 'no_text' : 'channel_not_found' });
				return;
			}
			this.messages.push(message);
			res.json({ ok: true, channel: 'C0123456789', ts: '1700000000.000100', message });
		});
		return router;
	}

	/** Where the button with this label of the first message that has one leads. */
	button(label: string): string | undefined {
		return this.messages
			.flatMap(({ blocks = [] }) => blocks)
			.flatMap(({ elements = [] }) => elements)
			.find(({ text }) => text.text === label)?.url;
	}

	reset(): void {
		this.messages.length = 0;
	}
}
