/** Address ranges that no provider on the internet can call (RFC 1918, 3927, 4193, 4291, 6598, 6761). */
const PRIVATE_HOSTS = [
	/^(localhost|.*\.localhost|.*\.local|.*\.internal|.*\.lan|.*\.home\.arpa)$/,
	/^(0|10|127)\.\d+\.\d+\.\d+$/,
	/^169\.254\.\d+\.\d+$/,
	/^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/,
	/^192\.168\.\d+\.\d+$/,
	/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$/,
	/^\[(::1?|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/,
];

/** Whether the URL plainly lies in a private network: by its form alone, nothing is looked up. */
export function isPrivate(url: string): boolean {
	const { hostname } = new URL(url);
	// A name without a dot is one of the local network.
	if (!hostname.includes('.') && !hostname.startsWith('[')) return true;
	return PRIVATE_HOSTS.some((pattern) => pattern.test(hostname));
}
