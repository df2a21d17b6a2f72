/** Names that the internet does not know (RFC 6761, 6762, 7686, 8375), and those of local networks. */
const PRIVATE_NAMES: ReadonlySet<string> = new Set([
	...['localhost', 'localdomain', 'local', 'internal', 'lan', 'home', 'corp'],
	...['test', 'example', 'invalid', 'onion'],
]);

/** Addresses that no provider on the internet can call, after IANA's special-purpose registries. */
const PRIVATE_IPV4 = [
	...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
	...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15'],
	...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
].map(rangeOf(bitsOfIpv4));
const PRIVATE_IPV6 = [
	...[
		'64:ff9b:1::/48',
		'100::/64',
		'2001:db8::/32',
		'3fff::/20',
		'fc00::/7',
		'fe80::/9',
		'ff00::/8',
	],
].map(rangeOf(bitsOfIpv6));

/** IPv6 addresses that end in an IPv4 address, and lead to it: compatible, mapped, translated. */
const AROUND_IPV4 = ['::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96'].map(
	rangeOf(bitsOfIpv6),
);

/**
 * Whether the URL plainly lies in a private network: by the URL alone, nothing is looked up. An
 * address can be written in many ways; `URL` has brought it into one.
 */
export function isPrivate(url: string): boolean {
	const { hostname } = new URL(url);
	if (hostname.startsWith('[')) return isPrivateIpv6(bitsOfIpv6(hostname.slice(1, -1)));
	// A dot at the end names the same host.
	const labels = hostname.split('.').filter(Boolean);
	const [last = '', ...before] = labels.reverse();
	if (/^\d+$/.test(last)) return isWithin(PRIVATE_IPV4, bitsOfIpv4(hostname));
	// A name without a dot is one of the local network.
	if (before.length === 0 || PRIVATE_NAMES.has(last)) return true;
	return last === 'arpa' && before[0] === 'home';
}

function isPrivateIpv6(bits: string): boolean {
	return isWithin(AROUND_IPV4, bits)
		? isWithin(PRIVATE_IPV4, bits.slice(-32))
		: isWithin(PRIVATE_IPV6, bits);
}

/** A range such as `10.0.0.0/8` as the bits that all its addresses begin with. */
function rangeOf(bitsOf: (address: string) => string): (range: string) => string {
	return (range) => {
		const [address, length] = range.split('/');
		return bitsOf(address).slice(0, Number(length));
	};
}

function isWithin(ranges: string[], bits: string): boolean {
	return ranges.some((range) => bits.startsWith(range));
}

function bitsOfIpv4(address: string): string {
	return toBits(address.split('.').map(Number), 8);
}

/** @param address with all its groups in hexadecimal, but for those that `::` stands for */
function bitsOfIpv6(address: string): string {
	const [head, tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
	const groups = [...head, ...zeros, ...tail];
	return toBits(
		groups.map((group) => parseInt(group, 16)),
		16,
	);
}

function toBits(numbers: number[], width: number): string {
	return numbers.map((number) => number.toString(2).padStart(width, '0')).join('');
}
