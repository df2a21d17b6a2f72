import Table from 'cli-table3';

import type { Exchange } from './recorder';
import { differencesOf, shapeOf, type Difference } from './shape';

/** Exchanges by phase. */
export type Phases = ReadonlyMap<string, Exchange[]>;

export interface Row extends Difference {
	phase: string;
	endpoint: string;
}

/** The provider's answers against the simulator's, endpoint by endpoint within each phase. */
export function compare(simulator: Phases, provider: Phases): { rows: Row[]; notes: string[] } {
	const [expected, came] = [byEndpoint(simulator), byEndpoint(provider)];
	const rows: Row[] = [];
	const notes: string[] = [];
	for (const [name, { phase, endpoint, answers }] of came) {
		const pair = expected.get(name);
		if (!pair) {
			notes.push(`${phase}: the simulator was not asked ${endpoint}`);
			continue;
		}
		const differences = differencesOf(shapeOf(pair.answers), shapeOf(answers));
		rows.push(...differences.map((difference) => ({ phase, endpoint, ...difference })));
	}
	for (const [name, { phase, endpoint }] of expected) {
		if (!came.has(name)) notes.push(`${phase}: the provider was not asked ${endpoint}`);
	}
	const place = ({ phase, endpoint, path }: Row) => `${phase} ${endpoint} ${path}`;
	return { rows: rows.sort((a, b) => place(a).localeCompare(place(b))), notes: notes.sort() };
}

function byEndpoint(phases: Phases) {
	const groups = new Map<string, { phase: string; endpoint: string; answers: object[] }>();
	for (const [phase, exchanges] of phases) {
		for (const { method, path, status, answer } of exchanges) {
			const endpoint = `${method} ${path}`;
			const name = `${phase} ${endpoint}`;
			const group = groups.get(name) ?? { phase, endpoint, answers: [] };
			group.answers.push({ 'HTTP status': status, body: answer });
			groups.set(name, group);
		}
	}
	return groups;
}

/** The differences as a table; types and, where the nodes decide by them, values. */
export function tableOf(rows: Row[]): string {
	const table = new Table({
		head: ['When', 'Endpoint', 'Field', 'Difference', 'Simulator', 'Provider'],
		style: { head: [], border: [] },
	});
	for (const { phase, endpoint, path, kind, expected, came } of rows) {
		table.push([phase, endpoint, path, kind, expected, came]);
	}
	return table.toString();
}
