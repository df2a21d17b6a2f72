import * as echarts from 'echarts';

import { cell } from './figures';
import type { Results } from './results';

/** What the plot shows of a table: one bar per row. */
export interface Panel {
	suite: string;
	table: string;
	column: string;
	title: string;
}

const WIDTH = 900;
const TITLE_HEIGHT = 50;
const BAR_HEIGHT = 28;
const LABEL_WIDTH = 330;

/**
 * Bars of medians, one panel under the other; a panel of which nothing is measured is left out.
 * @returns an SVG
 */
export function plotOf(panels: readonly Panel[], results: Results): string {
	const drawn = panels
		.map(({ suite, table, column, title }) => {
			const rows = results[suite]?.tables[table] ?? {};
			const names = Object.keys(rows).filter((row) => cell(rows, row, column));
			const medians = names.map((row) => Number(cell(rows, row, column)?.median.toPrecision(3)));
			return { title, names, medians };
		})
		.filter(({ names }) => names.length > 0);
	const heights = drawn.map(({ names }) => names.length * BAR_HEIGHT);
	const topOf = (index: number) =>
		heights.slice(0, index).reduce((sum, height) => sum + height + TITLE_HEIGHT, TITLE_HEIGHT);
	const height = topOf(drawn.length);

	const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		title: drawn.map(({ title }, index) => ({
			text: title,
			top: topOf(index) - TITLE_HEIGHT + 18,
			left: 10,
			textStyle: { fontSize: 14 },
		})),
		grid: drawn.map((_, index) => ({
			top: topOf(index),
			height: heights[index],
			left: LABEL_WIDTH,
			right: 80,
		})),
		xAxis: drawn.map((_, gridIndex) => ({ gridIndex, type: 'value', show: false })),
		yAxis: drawn.map(({ names }, gridIndex) => ({
			gridIndex,
			type: 'category',
			data: names,
			inverse: true,
			axisTick: { show: false },
			axisLine: { show: false },
			axisLabel: { width: LABEL_WIDTH - 20, overflow: 'truncate' },
		})),
		series: drawn.map(({ medians }, index) => ({
			type: 'bar',
			xAxisIndex: index,
			yAxisIndex: index,
			data: medians,
			label: { show: true, position: 'right' },
		})),
	});
	try {
		return chart.renderToSVGString();
	} finally {
		chart.dispose();
	}
}
