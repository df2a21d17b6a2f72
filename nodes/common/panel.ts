/**
 * The description of Veo and of Veo Trigger. In its panel n8n shows an action and its trigger as one
 * entry, with the description of one of them, so it has to be right for both.
 */
export const MERGED_DESCRIPTION =
	'Make, extend and upscale AI videos with Veo, or start a workflow when one is finished';
