import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { init, parse } from 'es-module-lexer';
import project from '../package.json' with { type: 'json' };

/** A part of the package: its files, and how large they may be together, kB of 1000 bytes, not compressed. */
export type SizeBudget = { name: string; path: string[]; atMost: number };

/**
 * What is measured of a build, and how large it may be: what a person would notice, with every library as it was released.
 * Both `npm test` (by size-limit) and the bench read it.
 * @param directory where the build is.
 */
export async function sizeBudgets(directory = '.output/chrome-mv3'): Promise<SizeBudget[]> {
  await init();
  const popup = entriesOf(directory, 'popup.html');
  return [
    { name: 'worker', path: loadedBy(directory, ['background.js']), atMost: 110 },
    { name: 'popup', path: loadedBy(directory, popup), atMost: 45 },
    { name: 'zip', path: [`.output/${project.name}-${project.version}-chrome.zip`], atMost: 150 },
  ];
}

/** The scripts that a page names itself. */
function entriesOf(directory: string, page: string): string[] {
  const html = readFileSync(join(directory, page), 'utf8');
  return [...html.matchAll(/<script[^>]* src="\/([^"]+)"/g)].map(([, path = '']) => path);
}

/** Some scripts and all that they import at their start; what they may import later is not loaded with them. */
function loadedBy(directory: string, scripts: string[]): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const one of parse(readFileSync(path, 'utf8'))[0]) {
      if (one.type === 'static' || one.type === 'reexport-star') visit(join(path, '..', one.specifier));
    }
  };
  for (const script of scripts) visit(join(directory, script));
  return [...found];
}
