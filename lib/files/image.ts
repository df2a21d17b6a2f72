import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { BINARY_ENCODING, BINARY_IN_JSON_PROPERTY } from 'n8n-workflow';

import { HEAD_LENGTH, imageType, type FileType } from './fileType';
import { headOf, type Readable } from './stream';

/** An image of an input item that may be sent. */
export interface Image extends FileType {
	/** Of the file in n8n's store; absent where the bytes lie in the item. */
	id?: string;
	/** Bytes. */
	size: number;
	/** The file: a stream where n8n keeps it on disk, the bytes where it keeps them in the item. */
	open(): Promise<Readable | Buffer>;
}

/** What is wrong with a file, as the rest of a sentence that starts with the field's name. */
export interface BadImage {
	message: string;
	fix: string;
}

/** What clients of Kie's upload host keep to; it documents no limit itself. */
const MAX_BYTES = 100 * 1_000_000;

/**
 * Looks at an image of an input item: whether it is there, can be read, is a JPEG, PNG or WebP by its
 * bytes, and is not too large.
 * @param field name of the file in the item
 */
export async function inspectImage(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
): Promise<Image | BadImage> {
	let file: StoredFile;
	try {
		file = storedFile(context, fileOf(context, itemIndex, field));
	} catch {
		return {
			message: `names the file "${field}", which the item does not have`,
			fix: 'Look at the input of the node under Binary for the names of its files.',
		};
	}
	try {
		return await inspect(file, field);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return {
			message: `names the file "${field}", which cannot be read: ${reason}`,
			fix: 'Run the node again that made the file.',
		};
	}
}

/**
 * The file of that name. A workflow with the setting `binaryMode` keeps its files in the JSON of its
 * items, and takes a path for a name.
 * @throws where the item does not have it
 */
function fileOf({ helpers }: IExecuteFunctions, itemIndex: number, field: string): IBinaryData {
	try {
		return helpers.assertBinaryData(itemIndex, field);
	} catch {
		return helpers.assertBinaryData(itemIndex, `${BINARY_IN_JSON_PROPERTY}.${field}`);
	}
}

/** A file, wherever n8n keeps it. */
interface StoredFile {
	id?: string;
	size(): Promise<number>;
	head(): Promise<Buffer>;
	open: Image['open'];
}

function storedFile({ helpers }: IExecuteFunctions, { id, data }: IBinaryData): StoredFile {
	if (id !== undefined) {
		const open = async () => await helpers.getBinaryStream(id);
		return {
			id,
			size: async () => (await helpers.getBinaryMetadata(id)).fileSize,
			head: async () => await headOf(await open(), HEAD_LENGTH),
			open,
		};
	}
	const bytes = Buffer.from(data, BINARY_ENCODING);
	const all = () => Promise.resolve(bytes);
	return { size: () => Promise.resolve(bytes.length), head: all, open: all };
}

async function inspect(file: StoredFile, field: string): Promise<Image | BadImage> {
	const type = imageType(await file.head());
	if (!type) {
		return {
			message: `names the file "${field}", which is no image that Veo takes`,
			fix: 'Use a JPEG, PNG or WebP file. What counts is its content, not its name.',
		};
	}
	const size = await file.size();
	if (size > MAX_BYTES) {
		return {
			message: `names the file "${field}", which has ${Math.ceil(size / 1_000_000)} MB`,
			fix: `Use an image of at most ${MAX_BYTES / 1_000_000} MB.`,
		};
	}
	return { ...type, size, open: file.open, ...(file.id !== undefined && { id: file.id }) };
}

/** Whether an image may be sent. */
export function isGood(image: Image | BadImage): image is Image {
	return 'open' in image;
}
