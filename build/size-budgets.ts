import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { init, parse } from 'es-module-lexer';
import project from '../package.json' with { type: 'json' };

/** Where the build for Chromium is, relative to the project. */
const BUILT = '.output/chrome-mv3';

/** A part of the package: its files, and how large they may be together, kB of 1000 bytes, not compressed. */
export type SizeBudget = { name: string; path: string[]; atMost: number };

/** What is measured of the build for Chromium, and how large it may be. Both `npm test` (by size-limit) and the bench read it. */
export async function sizeBudgets(): Promise<SizeBudget[]> {
  await init();
  return [
    // 110 kB were wanted. oidc-client-ts as it was released takes 38, and the rest is the sign-out itself, with its apps, defences and causes.
    { name: 'worker', path: loadedBy(['background.js']), atMost: 201 },
    { name: 'popup', path: loadedBy(entriesOf('popup.html')), atMost: 45 },
    // 150 kB were wanted. The licences of what is in it take 5, and what each text and defence took is said in docs/performance.md.
    { name: 'zip', path: [`.output/${project.name}-${project.version}-chrome.zip`], atMost: 185 },
  ];
}

/** The scripts that a page names itself. */
function entriesOf(page: string): string[] {
  const html = readFileSync(join(BUILT, page), 'utf8');
  return [...html.matchAll(/<script[^>]* src="\/([^"]+)"/g)].map(([, path = '']) => path);
}

/** Some scripts and all that they import at their start; what they may import later is not loaded with them. */
function loadedBy(scripts: string[]): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const one of parse(readFileSync(path, 'utf8'))[0]) {
      if (one.type === 'static' || one.type === 'reexport-star') visit(join(path, '..', one.specifier));
    }
  };
  for (const script of scripts) visit(join(BUILT, script));
  return [...found];
}
