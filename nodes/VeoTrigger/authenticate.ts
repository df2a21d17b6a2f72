import { createHash, timingSafeEqual } from 'crypto';

import type { IWebhookFunctions } from 'n8n-workflow';

import { callbackId } from '../../lib/providers/callbackId';
import { kieSignature, SIGNATURE_HEADERS } from '../../lib/providers/kie/signature';
import { TOKEN } from '../../lib/lifecycle/callbackUrl';
import { checkedBy } from './recentCredential';
import type { Settings } from './settings';

/** Why a caller is refused; the reason is told to it, the secret never. */
export interface Refusal {
	reason: string;
	/** What the owner of the workflow has to do, for the log. */
	fix?: string;
	/** The body is no callback, whoever has sent it. */
	isMalformed?: true;
}

/** Headers and query of a call, as n8n gives them. */
export interface Call {
	headers: Record<string, unknown>;
	query: Record<string, unknown>;
}

/**
 * Checks the caller in the way that the node's Authentication says.
 * @returns why the caller is refused, or undefined
 * @throws NodeOperationError where the credential is missing
 */
export async function authenticate(
	context: IWebhookFunctions,
	{ provider, authentication, signatureMaxAge }: Settings,
	body: unknown,
): Promise<Refusal | undefined> {
	if (authentication === 'none') return undefined;
	if (authentication !== 'callbackToken' && authentication !== 'kieSignature') {
		return {
			reason: 'This trigger does not know how to check calls',
			fix: "Choose a value for 'Authentication' in Veo Trigger; until then every call is refused.",
		};
	}
	const call = {
		headers: context.getHeaderData() as Record<string, unknown>,
		query: context.getQueryData() as Record<string, unknown>,
	};
	// Who brings nothing to be checked costs no reading of the credential.
	if (authentication === 'callbackToken') {
		if (tokenIn(call) === undefined) return NO_TOKEN;
		return await checkedBy(context, provider, ({ callbackToken }) =>
			checkToken(call, callbackToken),
		);
	}
	if (!signatureIn(call)) return NO_SIGNATURE;
	return await checkedBy(context, provider, ({ webhookHmacKey: key }) =>
		checkKieSignature(call, body, { key, maxAge: signatureMaxAge, now: Date.now() }),
	);
}

const NO_TOKEN: Refusal = { reason: 'The callback token is missing' };
const NO_SIGNATURE: Refusal = { reason: 'The signature headers are missing' };

function tokenIn({ headers, query }: Call): unknown {
	return query[TOKEN.query] ?? headers[TOKEN.header];
}

function signatureIn({ headers }: Call): { timestamp: string; signature: string } | undefined {
	const timestamp = headers[SIGNATURE_HEADERS.timestamp];
	const signature = headers[SIGNATURE_HEADERS.signature];
	if (typeof timestamp !== 'string' || typeof signature !== 'string') return undefined;
	return { timestamp, signature };
}

/**
 * Checks the callback token of the credential, in constant time.
 * @returns why the caller is refused, or undefined
 */
export function checkToken(call: Call, token: string | undefined): Refusal | undefined {
	if (!token) return missing('callback token', "the field 'Callback Token'");
	const given = tokenIn(call);
	if (given === undefined) return NO_TOKEN;
	return typeof given === 'string' && equal(given, token)
		? undefined
		: { reason: 'The callback token is wrong' };
}

/**
 * Checks Kie.ai's signature, in constant time. It says who sent the call and when, but does not
 * cover the rest of the body.
 * @param maxAge seconds that the timestamp may lie in the past or the future
 * @param now milliseconds since 1970
 * @returns why the caller is refused, or undefined
 */
export function checkKieSignature(
	call: Call,
	body: unknown,
	{ key, maxAge, now }: { key: string | undefined; maxAge: number; now: number },
): Refusal | undefined {
	if (!key) return missing('webhook HMAC key', "the field 'Webhook HMAC Key'");
	const signed = signatureIn(call);
	if (!signed) return NO_SIGNATURE;
	const { timestamp, signature } = signed;
	const taskId = callbackId(body);
	if (typeof taskId !== 'string') return { reason: taskId.why, isMalformed: true };
	if (!equal(signature, kieSignature(taskId, timestamp, key))) {
		return { reason: 'The signature is wrong' };
	}
	return Math.abs(now - toMilliseconds(timestamp)) <= maxAge * 1000
		? undefined
		: { reason: 'The signature is too old or from the future' };
}

function missing(secret: string, field: string): Refusal {
	return {
		reason: `This trigger has no ${secret} to check calls with`,
		fix: `Set ${field} in the credential of the node; until then every call is refused.`,
	};
}

/** Kie.ai documents seconds; a value too large for seconds is taken as milliseconds. */
function toMilliseconds(timestamp: string): number {
	const value = Number(timestamp);
	return value > 1e11 ? value : value * 1000;
}

/** Hashing first makes both sides equally long, which the comparison needs. */
function equal(one: string, other: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(one), digest(other));
}
