import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import execa from 'execa';
import { chromium, type Page } from 'playwright-core';

const FRAMES_PER_SECOND = 24;
const SECONDS = 6;
/** Waves, more or less. */
const SOUND = `anoisesrc=color=brown:amplitude=.5:duration=${SECONDS},lowpass=f=700,tremolo=f=.35:d=.7,volume=.5`;
const FFMPEG = `
	-y -v error
	-f image2pipe -framerate ${FRAMES_PER_SECOND} -i -
	-f lavfi -i ${SOUND}
	-c:v libx264 -preset veryslow -crf 27 -pix_fmt yuv420p
	-c:a aac -b:a 32k -ac 1
	-shortest -movflags +faststart`;

async function* frames(page: Page): AsyncGenerator<Buffer> {
	for (let frame = 0; frame < SECONDS * FRAMES_PER_SECOND; frame++) {
		const png = await page.evaluate<string>(
			`draw(${frame / FRAMES_PER_SECOND}), document.querySelector('canvas').toDataURL()`,
		);
		yield Buffer.from(png.split(',')[1], 'base64');
	}
}

/** Makes video.mp4 anew, with Debian's chromium and ffmpeg: `npx tsx dev/simulator/assets/film.ts`. */
async function main(): Promise<void> {
	const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
	const page = await browser.newPage();
	await page.goto(pathToFileURL(join(__dirname, 'film.html')).href);
	const ffmpeg = execa('ffmpeg', [...FFMPEG.trim().split(/\s+/), join(__dirname, 'video.mp4')]);
	if (ffmpeg.stdin) Readable.from(frames(page)).pipe(ffmpeg.stdin);
	await ffmpeg;
	await browser.close();
}

void main();
