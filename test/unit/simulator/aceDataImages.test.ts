import type { AxiosInstance } from 'axios';

import type { Simulator } from '../../../dev/simulator/server';
import { clientOf, startQuickSimulator } from './harness';

let simulator: Simulator;
let aceData: AxiosInstance;
let image: string;

beforeAll(async () => {
	simulator = await startQuickSimulator();
	aceData = clientOf(simulator, 'aceData');
});
beforeEach(async () => {
	simulator.reset();
	const { data } = await clientOf(simulator, 'kie').post('/api/file-base64-upload', {
		base64Data: Buffer.from('a picture').toString('base64'),
		uploadPath: 'test',
		fileName: 'a.png',
	});
	image = data.data.downloadUrl;
});
afterAll(() => simulator.close());

async function submit(...image_urls: string[]) {
	const order = { action: 'image2video', model: 'veo3', prompt: 'a dog', async: true };
	return await aceData.post('/veo/videos', { ...order, image_urls });
}

it('Ace Data fetches the images of a job, without its key', async () => {
	expect((await submit(image)).status).toBe(200);
	const [{ url, mimeType, bytes }] = simulator.ledger.images;
	expect([url, mimeType, bytes.toString()]).toEqual([image, 'image/png', 'a picture']);
});

it('nothing is bought where an image cannot be fetched', async () => {
	const { status, data } = await submit(image, `${image}x`);
	expect([status, data.error.code]).toEqual([400, 'bad_request']);
	expect(simulator.ledger.purchases).toEqual([]);
});

it('no image of another machine is fetched', async () => {
	expect((await submit('https://example.com/a.png')).status).toBe(200);
	expect(simulator.ledger.images).toMatchObject([{ mimeType: '' }]);
});
