import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { atExit } from './at-exit.ts';
import { inChrome, type Send } from './firefox-bidi.ts';
import { waitFor } from './wait-for.ts';

/** A screen that nobody looks at, for a browser whose own question is to be answered by a key. */
export type Screen = {
  display: string;
  /** What is on it. */
  picture(): Buffer;
  /** How bright the point in the middle of its lower part is, 0 to 255. */
  brightness(): number;
  stop(): void;
};

const [WIDTH, HEIGHT] = [1200, 1000];

/** A white page is darker than this while a question stands over it. */
const DIMMED = 200;

/** Looked at as often as this, a screen that is the same each time has been drawn. */
const STILL = 8;

/** Starts one. Without a window manager, whose keys would be its own. */
export async function openScreen(): Promise<Screen> {
  const directory = mkdtempSync(join(tmpdir(), 'screen-'));
  const size = `${WIDTH}x${HEIGHT}x24`;
  const args = ['-displayfd', '3', '-screen', '0', size, '-fbdir', directory];
  const server: ChildProcess = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
  const kill = (): void => void server.kill();
  const forget = atExit(kill);
  const stop = (): void => {
    forget();
    kill();
  };
  const picture = (): Buffer => readFileSync(join(directory, 'Xvfb_screen0'));
  return {
    display: `:${number.toString().trim()}`,
    picture,
    brightness: () => brightnessIn(picture()),
    stop,
  };
}

/**
 * Reads a point of a picture.
 * @see https://www.x.org/releases/current/doc/man/man1/xwd.1.xhtml XWDFile.h: sizes of the header, of a line, of the colours
 */
function brightnessIn(picture: Buffer): number {
  const [header, perLine, colours] = [0, 12, 19].map((at) => picture.readUInt32BE(at * 4)) as [
    number,
    number,
    number,
  ];
  const point = header + colours * 12 + Math.round(HEIGHT * 0.8) * perLine + (WIDTH / 2) * 4;
  return picture.readUInt8(point);
}

/** Answers Chromium's question for permissions with the keyboard, as a person does: it stands on “Deny”, with “Allow” beside it. */
export async function answerChromium(screen: Screen, yes: boolean): Promise<void> {
  const stands = (): boolean => screen.brightness() < DIMMED;
  await waitFor('the browser’s question', stands);
  await waitFor('the browser’s question to be drawn', untilStill(screen));
  if (yes) press(screen, 'Tab');
  // In its first moments it takes no answer, so that nobody gives one by accident.
  await waitFor('the browser’s question to be answered', () => {
    if (stands()) press(screen, 'Return');
    return !stands();
  });
}

/** Whether a screen has looked the same for some time. */
function untilStill({ picture }: Screen): () => boolean {
  const seen: string[] = [];
  return () => {
    seen.push(createHash('sha256').update(picture()).digest('hex'));
    return new Set(seen.slice(-STILL)).size === 1 && seen.length >= STILL;
  };
}

function press({ display }: Screen, key: string): void {
  const { status, stderr } = spawnSync('xdotool', ['key', key], {
    env: { ...process.env, DISPLAY: display },
  });
  if (status !== 0) throw new Error(`xdotool: ${stderr}`);
}

/** Answers Firefox's question for permissions by its own buttons, once it takes a click: it does not in its first moments. */
export async function answerFirefox(send: Send, yes: boolean): Promise<void> {
  const button = yes ? 'button' : 'secondaryButton';
  const question = `document.querySelector('#notification-popup popupnotification:not([hidden])')`;
  const isOpen = async () => (await inChrome(send, `(async () => ${question} !== null)()`)) === 'true';
  await waitFor('the browser’s question', isOpen);
  await waitFor('the browser’s question to be answered', async () => {
    await inChrome(send, `(async () => ${question}?.${button}.click())()`);
    return !(await isOpen());
  });
}
