import type { FailureMark } from '../marks';
import type { Task } from '../tasks';

const POLICY = 'Your prompt was flagged by Website as violating content policies.';

/** What the model's own refusal is wrapped in. */
export const REJECTED_BY_FLOW = `Your request was rejected by Flow(${POLICY.slice(0, -1)}). You may consider using our other fallback channels, which are likely to succeed. Please refer to the documentation.`;

/** The failures that the fallback model makes good, where it is enabled. */
export const FALLBACK_FOR: readonly FailureMark[] = ['policy', 'minor', 'prominent person'];

interface Failure {
	/** Of the callback. */
	code: number;
	msg: string;
	/** As the Chinese pages have it. */
	chinese?: string;
}

const INTERNAL: Failure = { code: 500, msg: 'Internal Error, Please try again later.' };

const FAILURES: Partial<Record<FailureMark, Failure>> = {
	policy: { code: 400, msg: POLICY, chinese: '您的提示词被网站标记为违反内容政策' },
	'unsafe image': {
		code: 400,
		msg: 'Public error: unsafe image upload.',
		chinese: '公共错误:不安全的图片上传',
	},
	minor: { code: 400, msg: 'public error minor upload' },
	'prominent person': { code: 400, msg: 'public error prominent people upload' },
	english: {
		code: 400,
		msg: 'Only English prompts are supported at this time.',
		chinese: '仅支持英文提示词',
	},
	'image fetch': {
		code: 400,
		msg: 'Failed to fetch the image. Kindly verify any access limits set by you or your service provider.',
		chinese: '无法获取图片。请验证您或您的服务提供商设置的任何访问限制',
	},
	flow: { code: 422, msg: REJECTED_BY_FLOW },
	validation: { code: 400, msg: 'Ratio error' },
	audio: { code: 400, msg: 'The Google model was unable to generate audio.' },
	'create failed': { code: 501, msg: 'Failed, the video generation task could not be created.' },
	'501': { code: 501, msg: 'Failed, Video generation task failed.' },
	'unknown code': { code: 777, msg: 'Something that nobody has documented.' },
};

/** A failed Veo task's callback code and text, in the language that its marks ask for. */
export function veoFailure(failure: FailureMark, task: Task): { code: number; msg: string } {
	const { code, msg, chinese } = FAILURES[failure] ?? INTERNAL;
	return { code, msg: task.marks.has('chinese') ? (chinese ?? msg) : msg };
}

/** The same as the record has it, which knows the codes 400, 500 and 501 only. */
export function recordedFailure(failure: FailureMark, task: Task) {
	const { code, msg } = veoFailure(failure, task);
	return {
		successFlag: failure === '501' ? 3 : 2,
		errorCode: task.marks.has('no code') ? null : code === 422 ? 400 : code,
		errorMessage: msg,
	};
}
