import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { Image } from '../../../lib/files/image';
import { signedUrl } from '../../../lib/files/signedUrl';

const IMAGE: Image = {
	mimeType: 'image/png',
	extension: 'png',
	size: 3,
	open: () => Promise.resolve(Buffer.from('png')),
};

/** n8n's helpers; `stored` tells what was stored anew. */
function helpers({ servedAs, newId }: { servedAs?: string; newId?: string }) {
	const stored: unknown[][] = [];
	const context = {
		helpers: {
			getBinaryMetadata: (id: string) => Promise.resolve({ id, mimeType: servedAs }),
			prepareBinaryData: (...file: unknown[]) => {
				stored.push(file);
				return Promise.resolve({ ...(newId && { id: newId }), data: '' });
			},
			createBinarySignedUrl: ({ id }: IBinaryData, expiresIn: string) => `${id} for ${expiresIn}`,
		},
	};
	return { context: context as unknown as IExecuteFunctions, stored };
}

it('a file that n8n serves as what it is keeps its place', async () => {
	const { context, stored } = helpers({ servedAs: 'image/png' });
	expect(await signedUrl(context, { ...IMAGE, id: 'old' })).toBe('old for 2 hours');
	expect(stored).toEqual([]);
});

it.each([
	['is served as something else', 'old', 'text/plain'],
	['is not stored', undefined, undefined],
])('a file that %s is stored anew', async (_, id, servedAs) => {
	const { context, stored } = helpers({ servedAs, newId: 'new' });
	expect(await signedUrl(context, { ...IMAGE, ...(id && { id }) })).toBe('new for 2 hours');
	expect(stored).toEqual([[Buffer.from('png'), 'image.png', 'image/png']]);
});

it('no URL leads into the memory of n8n', async () => {
	const { context } = helpers({});
	expect(await signedUrl(context, IMAGE)).toBeUndefined();
});
