import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the bundler says of a package of which something is in a bundle. */
export type Bundled = { name: string; version: string; identifier?: string; text?: string };

/** The file of a build with the licences of all that is in it. */
export const LICENCES = 'licences.txt';

/** Licences that ask for no more than that their text goes along, by their names in https://spdx.org/licenses/. */
export const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/** Whose packages come without their licence's text. @see https://github.com/wxt-dev/wxt/blob/main/LICENSE */
const COPYRIGHTS = new Map(
  ['wxt', '@wxt-dev/browser', '@wxt-dev/i18n'].map((name) => [name, 'Copyright (c) 2023 Aaron']),
);

const PART = /^licences-\d+\.json$/;

let parts = 0;

/** Where the next of the bundles that make up a build lists what is in it. */
export function nextPart(): string {
  parts += 1;
  return `licences-${parts}.json`;
}

/** Whether a file of a build is such a list. */
export function isPart(name: string): boolean {
  return PART.test(name);
}

/**
 * Puts the licences of all that is in a build into one file of it, in place of its bundles' lists.
 * @param own this project's licence, which is MIT.
 * @throws {Error} where the licence of a package is not a permissive one, or has no text.
 */
export async function writeLicences(directory: string, own: string): Promise<void> {
  const names = (await readdir(directory)).filter(isPart);
  const files = names.map((name) => join(directory, name));
  const lists = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const bundled = lists.flatMap((list) => JSON.parse(list) as Bundled[]);
  await writeFile(join(directory, LICENCES), licencesOf(own, bundled));
  await Promise.all(files.map((file) => rm(file)));
}

/** The text of that file; packages under the same words stand together. @throws {Error} as `writeLicences`. */
export function licencesOf(own: string, bundled: Bundled[]): string {
  const byText = Map.groupBy(bundled, (one) => textOf(own, one));
  const others = [...byText].map(([text, packages]) => {
    const names = new Set(packages.map(({ name, version }) => `${name} ${version}`));
    return `${[...names].sort().join(', ')}\n\n${text}`;
  });
  return `${[own.trim(), ...others.sort()].join(`\n\n${'-'.repeat(40)}\n\n`)}\n`;
}

function textOf(own: string, { name, identifier = 'no named licence', text }: Bundled): string {
  if (!PERMISSIVE.includes(identifier))
    throw new Error(`${name} is under ${identifier}, and not under one of ${PERMISSIVE.join(', ')}`);
  const copyright = COPYRIGHTS.get(name);
  if (!text && copyright && identifier === 'MIT') return own.trim().replace(/^Copyright.*$/m, copyright);
  if (!text) throw new Error(`${name} comes without the text of its licence, ${identifier}`);
  return text.trim();
}
