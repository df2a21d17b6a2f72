import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

/** A fenced block of code. */
export interface Fence {
	language: string;
	text: string;
}

export interface Picture {
	source: string;
	/** What is read out in its place. */
	alt: string;
}

/** What of a page can be wrong. */
export interface Page {
	/** What links can lead to, as GitHub names it. */
	anchors: string[];
	links: string[];
	pictures: Picture[];
	fences: Fence[];
	/** `like this` */
	codeSpans: string[];
	/** _like this_ */
	emphasised: string[];
}

const markdown = new MarkdownIt({ html: true });

type Token = ReturnType<typeof markdown.parse>[number];

/** Reads a page as GitHub shows it. */
export function readPage(text: string): Page {
	const blocks = markdown.parse(text, {});
	const inline = blocks.flatMap(({ children }) => children ?? []);
	const html = [...blocks, ...inline].filter(({ type }) => type.startsWith('html_'));
	const slugger = new GithubSlugger();
	return {
		anchors: blocks.flatMap(({ type }, index) =>
			type === 'heading_open' ? [slugger.slug(plain(blocks[index + 1].children ?? []))] : [],
		),
		links: inline.flatMap((token) =>
			token.type === 'link_open' ? [attribute(token, 'href')] : [],
		),
		pictures: [
			...inline
				.filter(({ type }) => type === 'image')
				.map((token) => ({ source: attribute(token, 'src'), alt: token.content })),
			...html.flatMap(({ content }) => htmlPictures(content)),
		],
		fences: blocks
			.filter(({ type }) => type === 'fence')
			.map(({ info, content }) => ({ language: info.trim(), text: content })),
		codeSpans: inline.flatMap(({ type, content }) => (type === 'code_inline' ? [content] : [])),
		emphasised: inline.flatMap(({ type }, index) =>
			type === 'em_open'
				? [
						plain(
							inline.slice(
								index + 1,
								inline.findIndex(({ type: end }, at) => at > index && end === 'em_close'),
							),
						),
					]
				: [],
		),
	};
}

function attribute(token: Token, name: string): string {
	return decodeURI(String(token.attrGet(name)));
}

function plain(tokens: Token[]): string {
	return tokens.map(({ content }) => content).join('');
}

function htmlPictures(html: string): Picture[] {
	return [...html.matchAll(/<img\b[^>]*>/g)].map(([tag]) => ({
		source: /\bsrc="([^"]*)"/.exec(tag)?.[1] ?? '',
		alt: /\balt="([^"]*)"/.exec(tag)?.[1] ?? '',
	}));
}
