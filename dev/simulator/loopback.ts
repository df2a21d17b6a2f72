const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/;

/** Whether a URL leads to this machine and nowhere else; the simulator calls no other host. */
export function isLoopback(url: string): boolean {
	// The parser has brought every spelling of an address, such as 0x7f.1, into one form.
	return URL.canParse(url) && LOOPBACK.test(new URL(url).hostname);
}
