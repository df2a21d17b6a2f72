/** What a file is by its bytes: neither names nor headers of the internet can be trusted. */
export interface FileType {
	mimeType: string;
	/** Without a dot. */
	extension: string;
}

/** How many bytes from the start tell the type. */
export const HEAD_LENGTH = 12;

interface Signature extends FileType {
	/** The first bytes as hexadecimal digits; dots stand for any. */
	head: RegExp;
}

const VIDEOS: Signature[] = [
	{ mimeType: 'video/quicktime', extension: 'mov', head: /^.{8}6674797071742020/ },
	{ mimeType: 'video/mp4', extension: 'mp4', head: /^.{8}66747970/ },
	{ mimeType: 'video/webm', extension: 'webm', head: /^1a45dfa3/ },
	// Ace Data Cloud makes these too, with the resolution gif.
	{ mimeType: 'image/gif', extension: 'gif', head: /^474946383[79]61/ },
];

const AUDIO: Signature[] = [
	// With a tag at its head, or from the first frame on.
	{ mimeType: 'audio/mpeg', extension: 'mp3', head: /^(494433|ff[ef][23ab])/ },
	{ mimeType: 'audio/wav', extension: 'wav', head: /^52494646.{8}57415645/ },
	{ mimeType: 'audio/mp4', extension: 'm4a', head: /^.{8}667479704d344120/ },
];

const IMAGES: Signature[] = [
	{ mimeType: 'image/jpeg', extension: 'jpg', head: /^ffd8ff/ },
	{ mimeType: 'image/png', extension: 'png', head: /^89504e470d0a1a0a/ },
	{ mimeType: 'image/webp', extension: 'webp', head: /^52494646.{8}57454250/ },
];

/** The type of a video; undefined where the bytes are none. */
export function videoType(head: Buffer): FileType | undefined {
	return typeIn(VIDEOS, head);
}

/** The type of a song; undefined where the bytes are none. */
export function audioType(head: Buffer): FileType | undefined {
	return typeIn(AUDIO, head);
}

/** The type of an image that Veo takes; undefined for every other file. */
export function imageType(head: Buffer): FileType | undefined {
	return typeIn(IMAGES, head);
}

function typeIn(signatures: Signature[], bytes: Buffer): FileType | undefined {
	const head = bytes.toString('hex', 0, HEAD_LENGTH);
	const found = signatures.find((signature) => signature.head.test(head));
	return found && { mimeType: found.mimeType, extension: found.extension };
}
