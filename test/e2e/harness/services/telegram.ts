import axios from 'axios';
import { json, Router } from 'express';

const PHOTO_PATH = 'photos/file_1.jpg';
const PHOTO_ID = 'photo-large';

interface Message {
	chat_id: number | string;
	text: string;
	parse_mode?: string;
}

/** A stand-in for Telegram with one bot. */
export class Telegram {
	readonly token = '123456:telegram-token';
	/** What the bot has written. */
	readonly messages: Message[] = [];
	/** The file of the photo that users send. */
	photo: Buffer = Buffer.alloc(0);
	private webhook?: { url: string; secret_token?: string };

	router(): Router {
		const router = Router();
		const ok = (result: unknown) => ({ ok: true, result });
		// A bot's token holds a colon, which would begin a parameter in the text of a path.
		const call = (method: string) => new RegExp(`^/bot${this.token}/${method}$`);
		router.post(call('getWebhookInfo'), (_req, res) => {
			res.json(ok({ url: this.webhook?.url ?? '' }));
		});
		router.post(call('setWebhook'), json(), (req, res) => {
			this.webhook = req.body as { url: string };
			res.json(ok(true));
		});
		router.post(call('deleteWebhook'), (_req, res) => {
			this.webhook = undefined;
			res.json(ok(true));
		});
		router.all(call('getFile'), json(), (req, res) => {
			const { file_id: id } = { ...req.query, ...(req.body as object | undefined) } as {
				file_id?: string;
			};
			if (id === PHOTO_ID) res.json(ok({ file_id: id, file_path: PHOTO_PATH }));
			else res.status(400).json({ ok: false, description: 'Bad Request: invalid file_id' });
		});
		router.get(new RegExp(`^/file/bot${this.token}/${PHOTO_PATH}$`), (_req, res) => {
			// Telegram names no type of its own.
			res.type('application/octet-stream').send(this.photo);
		});
		router.post(call('sendMessage'), json(), (req, res) => {
			const message = req.body as Message;
			this.messages.push(message);
			res.json(ok({ message_id: this.messages.length, text: message.text }));
		});
		return router;
	}

	/**
	 * A user sends the bot a photo, which comes in three sizes, the largest last.
	 * @returns how n8n answered; undefined where no workflow has asked for messages yet
	 */
	async receive(chatId: number, caption: string | undefined): Promise<number | undefined> {
		if (!this.webhook) return undefined;
		const photo = ['photo-small', 'photo-medium', PHOTO_ID].map((id) => ({ file_id: id }));
		const { url, secret_token: secret = '' } = this.webhook;
		const chat = { id: chatId, type: 'private' };
		const update = {
			update_id: 1,
			message: { message_id: 1, from: { id: chatId }, chat, photo, caption },
		};
		const { status } = await axios.post(url, update, {
			headers: { 'X-Telegram-Bot-Api-Secret-Token': secret },
			proxy: false,
			validateStatus: () => true,
		});
		return status;
	}

	/** The webhook stays: it is n8n's. */
	reset(): void {
		this.messages.length = 0;
	}
}
