import { createRequire } from 'node:module';
import type * as Statistics from 'simple-statistics' with { 'resolution-mode': 'import' };

// The package's types describe its ES module only; what runs here is its CommonJS build.
export const { max, median, min, quantile } = createRequire(__filename)(
	'simple-statistics',
) as typeof Statistics;
