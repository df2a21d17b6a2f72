import axios from 'axios';
import type { Simulator } from '../../../dev/simulator/server';
import type { Item } from '../../e2e/harness/stage';
import type { Cell } from './plan';

/**
 * Buys what the items build on behind n8n's back: a track of its own for each music video, and a
 * finished video for each upscaled version.
 * @returns the input items by prompt
 */
export async function buySources(simulator: Simulator, cells: Cell[]): Promise<Map<string, Item>> {
	const items = new Map<string, Item>();
	for (const { source, door, runs } of cells) {
		const provider = door === 'sunoApi' ? 'sunoApi' : 'kie';
		const http = axios.create({
			baseURL: `${simulator.url}/${provider}/api/v1`,
			headers: { Authorization: `Bearer ${simulator.settings.apiKeys[provider][0]}` },
			proxy: false,
		});
		const bought = async (path: string, body: object): Promise<string> => {
			const { data } = await http.post<{ data: { taskId: string } }>(path, body);
			await simulator.callbacksSettled();
			return data.data.taskId;
		};
		for (const prompt of runs.flat()) {
			if (source === undefined) {
				items.set(prompt, { prompt });
				continue;
			}
			if (source === 'video') {
				items.set(prompt, { prompt, taskId: await bought('/veo/generate', { prompt }) });
				continue;
			}
			const song = { prompt: 'a song', customMode: false, instrumental: false, model: 'V4_5' };
			// Nobody listens there; the simulator calls this machine only.
			const taskId = await bought('/generate', { ...song, callBackUrl: 'http://example.com/' });
			const { data } = await http.get<{ data: { response: { sunoData: Array<{ id: string }> } } }>(
				'/generate/record-info',
				{ params: { taskId } },
			);
			items.set(prompt, { prompt, taskId, audioId: data.data.response.sunoData[0].id });
		}
	}
	return items;
}
