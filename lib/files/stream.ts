import type { BinaryHelperFunctions } from 'n8n-workflow';

/** A Node.js stream as n8n hands it out and takes it; its module cannot be imported here. */
export type Readable = Awaited<ReturnType<BinaryHelperFunctions['getBinaryStream']>>;

interface StreamClass {
	from(chunks: AsyncIterable<Buffer>, options: { objectMode: boolean }): Readable;
}

/**
 * A stream of chunks that are made while they are read, so that they never lie in memory together.
 * @param sample any stream of n8n's, for verified packages may not import the class
 */
export function streamOf(chunks: AsyncIterable<Buffer>, sample: Readable): Readable {
	return (sample.constructor as unknown as StreamClass).from(chunks, { objectMode: false });
}

/** The first bytes of a stream, which is closed then. */
export async function headOf(stream: Readable, length: number): Promise<Buffer> {
	let head = Buffer.alloc(0);
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		head = Buffer.concat([head, chunk]);
		if (head.length >= length) break;
	}
	return head;
}
