import { pipeline } from 'node:stream/promises';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { WebhookHandler } from './server';

/** What n8n answers at the URLs that `createBinarySignedUrl` makes, without asking who calls. */
export const sendSignedFile: WebhookHandler = async (req, res) => {
	const files = Container.get(BinaryDataService);
	const id = files.validateSignedToken(String(req.query.token));
	const { fileSize, mimeType } = await files.getMetadata(id);
	res.set('Content-Length', String(fileSize));
	if (mimeType) res.set('Content-Type', mimeType);
	await pipeline(await files.getAsStream(id), res);
};
