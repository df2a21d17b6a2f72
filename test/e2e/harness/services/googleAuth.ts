import { Router, type RequestHandler, urlencoded } from 'express';

/** Of the OAuth2 client in n8n's credentials. */
export const CLIENT = { clientId: 'google-client', clientSecret: 'google-client-secret' };

const ACCESS_TOKEN = 'google-access-token';

/** Gives a token to the client, for whatever code. */
export function tokenRouter(): Router {
	const router = Router();
	router.post('/token', urlencoded(), (req, res) => {
		const { client_id: id, client_secret: secret } = req.body as Record<string, string>;
		if (id !== CLIENT.clientId || secret !== CLIENT.clientSecret) {
			res.status(401).json({ error: 'invalid_client' });
			return;
		}
		res.json({
			access_token: ACCESS_TOKEN,
			refresh_token: 'google-refresh-token',
			expires_in: 3599,
			token_type: 'Bearer',
		});
	});
	return router;
}

/** Lets only requests with the token of `tokenRouter` pass. */
export const signedIn: RequestHandler = (req, res, next) => {
	if (req.headers.authorization === `Bearer ${ACCESS_TOKEN}`) next();
	else refuse(res, 401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
};

/** An error in the form that Google's APIs have in common. */
export function refuse(
	res: Parameters<RequestHandler>[1],
	code: number,
	status: string,
	message: string,
): void {
	res.status(code).json({ error: { code, status, message } });
}
