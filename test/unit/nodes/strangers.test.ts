import { BUDGET, strangersAt } from '../../../nodes/VeoTrigger/strangers';

let triggers = 0;
/** The account of a new trigger, and the time that it goes by. */
function stranger() {
	const clock = { time: 0, now: () => clock.time };
	const strangers = strangersAt(`trigger ${triggers++}`, clock);
	const spend = (count: number) =>
		Array.from({ length: count }, () => strangers.spend()).filter(Boolean).length;
	return { clock, strangers, spend };
}

it('allows a budget in any minute', () => {
	const { clock, strangers, spend } = stranger();
	expect(spend(40)).toBe(40);
	clock.time = 30_000;
	expect(spend(40)).toBe(BUDGET - 40);
	expect(strangers.retryAfter()).toBe(30);
	clock.time = 59_999;
	expect([spend(1), strangers.retryAfter()]).toEqual([0, 1]);
	clock.time = 60_000;
	expect(spend(100)).toBe(40);
});

it('takes back what found a finished task', () => {
	const { strangers, spend } = stranger();
	spend(BUDGET);
	strangers.giveBack(2);
	expect(spend(5)).toBe(2);
	strangers.giveBack(0);
	expect(spend(1)).toBe(0);
});

it('keeps triggers apart', () => {
	stranger().spend(BUDGET);
	expect(stranger().spend(1)).toBe(1);
});

it('remembers for seconds that a task is unknown, and a bounded number of them', () => {
	const { clock, strangers } = stranger();
	strangers.setUnknown('a');
	clock.time = 14_999;
	expect(strangers.isUnknown('a')).toBe(true);
	clock.time = 15_000;
	expect(strangers.isUnknown('a')).toBe(false);
	for (let number = 0; number <= 1000; number++) strangers.setUnknown(String(number));
	expect(['0', '1', '1000'].map((taskId) => strangers.isUnknown(taskId))).toEqual([
		false,
		true,
		true,
	]);
});
