'use strict';

const Sequencer = require('@jest/test-sequencer').default;

/**
 * A new clone has no durations of earlier runs to go by. Engine tests wait most of the time, so they
 * begin; the unit tests that compute longest start before the others, or the end would wait for them.
 */
const ORDER = [
	/\/test\/engine\//,
	/\/test\/package\//,
	/\/test\/unit\/(properties\/|.*linear)/,
	/./,
];

const rank = ({ path }) => ORDER.findIndex((pattern) => pattern.test(path));

module.exports = class extends Sequencer {
	sort(tests) {
		return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
	}
};
