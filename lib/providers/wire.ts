import type { Check } from './checks';

/**
 * What becomes of each field of a job on the wire. A table has a row for every field, so a new field
 * of a job does not compile before every API has said what it is called there. An operation that is
 * not in a field's row does not have it: a job that sets it is refused, never bought without it.
 */
export type WireTable<Job, Operation extends string> = Readonly<
	Record<Exclude<keyof Job, 'operation'>, WireRow<Operation>>
>;

/** The names of one field, by the operations that have it. */
export type WireRow<Operation extends string> = Readonly<Partial<Record<Operation, WireName>>>;

export type WireName = string | typeof NOT_SENT;

/** Of a field that the request follows from, but which is no field of the request itself. */
export const NOT_SENT: unique symbol = Symbol('not sent');

/** A field that has the same name in several operations. */
export function under<Operation extends string>(
	name: WireName,
	...operations: readonly Operation[]
): WireRow<Operation> {
	return Object.fromEntries(operations.map((operation) => [operation, name])) as WireRow<Operation>;
}

/** The fields that are set, under the names that the operation has for them. */
export function toWire<Job extends object, Operation extends string>(
	table: WireTable<Job, Operation>,
	operation: Operation,
	job: Job,
): Record<string, NonNullable<Job[keyof Job]>> {
	const fields: Record<string, NonNullable<Job[keyof Job]>> = {};
	for (const field of fieldsOf(table)) {
		const name = table[field][operation];
		const value = job[field];
		if (typeof name === 'string' && value !== undefined && value !== null) fields[name] = value;
	}
	return fields;
}

/**
 * The first field that is set although the operation does not have it.
 * @param where finishes the sentence "… is not available …"
 */
export function notOnWire<Job extends object, Operation extends string>(
	table: WireTable<Job, Operation>,
	operation: Operation,
	job: Job,
	where: string,
): Check {
	const field = fieldsOf(table).find(
		(name) => job[name] !== undefined && table[name][operation] === undefined,
	);
	return field && { field, message: `is not available ${where}`, fix: 'Remove it.' };
}

function fieldsOf<Job extends object, Operation extends string>(
	table: WireTable<Job, Operation>,
): Array<Exclude<keyof Job, 'operation'> & string> {
	return Object.keys(table) as Array<Exclude<keyof Job, 'operation'> & string>;
}
