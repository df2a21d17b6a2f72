import { audioType, imageType, videoType } from '../../../lib/files/fileType';

const bytes = (latin1: string) => Buffer.from(latin1, 'latin1');

it.each([
	['\0\0\0\x18ftypisom', 'video/mp4', 'mp4'],
	['\0\0\0\x20ftypmp42', 'video/mp4', 'mp4'],
	['\0\0\0\x14ftypqt  ', 'video/quicktime', 'mov'],
	['\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\0', 'video/webm', 'webm'],
	['GIF89a\0\0\0\0\0\0', 'image/gif', 'gif'],
])('%j is a video of %s', (head, mimeType, extension) => {
	expect(videoType(bytes(head))).toEqual({ mimeType, extension });
	expect(imageType(bytes(head))).toBeUndefined();
});

it.each([
	['\xff\xd8\xff\xe0\0\x10JFIF\0\x01', 'image/jpeg', 'jpg'],
	['\x89PNG\r\n\x1a\n\0\0\0\r', 'image/png', 'png'],
	['RIFF\x10\0\0\0WEBP', 'image/webp', 'webp'],
])('%j is an image of %s', (head, mimeType, extension) => {
	expect(imageType(bytes(head))).toEqual({ mimeType, extension });
	expect(videoType(bytes(head))).toBeUndefined();
});

it.each([
	['ID3\x04\0\0\0\0\0\0', 'audio/mpeg', 'mp3'],
	['\xff\xfb\x90\x64', 'audio/mpeg', 'mp3'],
	['\xff\xf3\x40\xc4', 'audio/mpeg', 'mp3'],
	['RIFF\x10\0\0\0WAVE', 'audio/wav', 'wav'],
	['\0\0\0\x20ftypM4A ', 'audio/mp4', 'm4a'],
])('%j is a sound of %s', (head, mimeType, extension) => {
	expect(audioType(bytes(head))).toEqual({ mimeType, extension });
});

it.each(['', '<html></html>', '\xff\xd8\xff\xe0', '\xff\xfe<\0h\0', '\0\0\0\x18ftypisom'])(
	'%j is no sound',
	(head) => {
		expect(audioType(bytes(head))).toBeUndefined();
	},
);

it.each([
	[''],
	['ftypisom'],
	['<!DOCTYPE html>'],
	['{"code":404}'],
	['RIFF\x10\0\0\0WAVE'],
	['\x89PNG'],
	['xftyp\0\0\0\0\0\0\0'],
])('%j is neither', (head) => {
	expect(videoType(bytes(head))).toBeUndefined();
	expect(imageType(bytes(head))).toBeUndefined();
});
