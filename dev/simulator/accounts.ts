import { Refusal } from './refusal';
import type { Provider, RateLimit, Settings } from './settings';

/** Who asks: one key at one provider. */
export interface Account {
	provider: Provider;
	/** Unique over all providers. */
	id: string;
}

/** Keys, balances and rate limits. */
export class Accounts {
	private readonly balances = new Map<string, number>();
	/** Purchases by account. */
	private readonly purchases = new Map<string, number>();
	private readonly admissions = new Map<string, number[]>();

	constructor(private readonly settings: Settings) {}

	/**
	 * The account behind an `Authorization` header.
	 * @throws Refusal without a bearer key, with an unknown one, and with another provider's
	 */
	authenticate(provider: Provider, authorization: string | undefined): Account {
		const key = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
		if (key === undefined) throw new Refusal('noKey');
		const { apiKeys } = this.settings;
		if (apiKeys[provider].includes(key)) return { provider, id: `${provider}:${key}` };
		throw new Refusal(
			Object.values(apiKeys).some((keys) => keys.includes(key)) ? 'wrongService' : 'badKey',
		);
	}

	balance({ id, provider }: Account): number {
		const { credits, creditsLastFor = Infinity } = this.settings;
		if ((this.purchases.get(id) ?? 0) >= creditsLastFor) return 0;
		return this.balances.get(id) ?? credits[provider];
	}

	/** @throws Refusal when the balance does not suffice; nothing is taken then */
	charge(account: Account, credits: number): void {
		const rest = this.balance(account) - credits;
		if (rest < 0) throw new Refusal('noCredits');
		this.balances.set(account.id, rest);
		this.purchases.set(account.id, (this.purchases.get(account.id) ?? 0) + 1);
	}

	refund(account: Account, credits: number): void {
		const rest = this.balances.get(account.id) ?? 0;
		this.balances.set(account.id, rest + credits);
	}

	/**
	 * Counts a request under `name` against the limit.
	 * @throws Refusal when it is one too many; it does not count then
	 */
	admit(name: string, { count, windowMs }: RateLimit): void {
		const now = Date.now();
		const recent = (this.admissions.get(name) ?? []).filter((at) => at > now - windowMs);
		if (recent.length >= count) throw new Refusal('tooFast');
		this.admissions.set(name, [...recent, now]);
	}

	clear(): void {
		this.balances.clear();
		this.purchases.clear();
		this.admissions.clear();
	}
}
