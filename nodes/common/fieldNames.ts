import type { INodeProperties } from 'n8n-workflow';

import type { TaskError } from '../../lib/error';
import * as failures from '../../lib/lifecycle/failures';
import type { Issue } from '../../lib/providers/api';

/** The name of a field, or of an option in a collection, in the editor. */
export function displayNameOf(properties: INodeProperties[], field: string): string | undefined {
	for (const property of properties) {
		if (property.name === field) return property.displayName;
		const inside = displayNameOf((property.options ?? []).filter(isProperty), field);
		if (inside !== undefined) return inside;
	}
	return undefined;
}

function isProperty(option: object): option is INodeProperties {
	return 'displayName' in option && 'type' in option;
}

/** An issue with one of these fields, in the words of the editor. */
export function issueError(properties: INodeProperties[], issue: Issue): TaskError {
	return failures.issueError(issue, displayNameOf(properties, issue.field));
}
