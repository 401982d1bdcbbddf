import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

/** From the bottom to the top; what stands side by side does not import each other. */
const ORDER = [
  ['errors'],
  ['protocol'],
  ['settings'],
  ['keycloak'],
  ['verdict'],
  ['contract'],
  ['flows', 'ui'],
  ['browser'],
  ['entrypoints'],
];
const LAYERS = ORDER.flat();
const BELOW_BROWSER = LAYERS.slice(0, LAYERS.indexOf('ui'));

/** Downward, and refused all the same: pages see messages and models, and the worker's adapters know no page. */
const REFUSED_BESIDES = ['ui > protocol', 'browser > ui'];

const LIBRARIES = ['oidc-client-ts', 'preact', 'preact/hooks', 'webextension-polyfill', 'wxt', 'wxt/storage'];
/** Who may import which; everyone else none. */
const LIBRARIES_OF: Record<string, string[]> = {
  'lib/ui/planted.ts': ['preact', 'preact/hooks'],
  'lib/browser/api.ts': ['webextension-polyfill'],
  'lib/browser/oidc-client.ts': ['oidc-client-ts'],
  'entrypoints/planted.ts': ['preact', 'preact/hooks', 'wxt', 'wxt/storage'],
};

const BROWSER = ['fetch', 'XMLHttpRequest', 'crypto', 'chrome', 'browser', 'localStorage'];
const TIME = ['setTimeout', 'setInterval', 'performance'];
const ALL_NAMES = ['globalThis', 'self', 'window'];
const MEMBERS = ['Date.now', 'Math.random', 'AbortSignal.timeout'];

const IMPORT = 'lint/style/noRestrictedImports';
const GLOBAL = 'lint/style/noRestrictedGlobals';
const MEMBER = 'lint/nursery/noJsRestrictedProperties';
const HTML = 'lint/security/noDangerouslySetInnerHtml';

/** A line that is shown to the linter, and the rule of ours that it breaks; null where it is to pass. */
type Line = { line: string; breaks: string | null };
type Diagnostic = { category: string; location: { path: string; start: { line: number } } };

const planted = new Map<string, Line[]>([
  ...LAYERS.flatMap((layer) => [importsAt(layer, 'imports.ts'), importsAt(layer, 'room/imports.ts')]),
  ...[...LAYERS.map((layer) => `${folderOf(layer)}/planted.ts`), ...Object.keys(LIBRARIES_OF)].map(
    librariesAt,
  ),
  ...BELOW_BROWSER.map((layer) => namesAt(layer, [...BROWSER, ...TIME, ...ALL_NAMES], MEMBERS)),
  namesAt('ui', BROWSER, []),
  namesAt('browser', [], []),
  [
    'lib/ui/html.tsx',
    [{ line: "export const a = <p dangerouslySetInnerHTML={{ __html: '' }} />;", breaks: HTML }],
  ],
]);

describe('the linter', () => {
  let diagnostics: Diagnostic[];
  beforeAll(() => {
    diagnostics = lint();
  });
  /** The lines of a file as the linter judges them. */
  const judged = (path: string): Line[] =>
    linesOf(path).map(({ line }, index) => ({ line, breaks: ruleBroken(diagnostics, path, index + 1) }));

  it.each(LAYERS)('lets %s import what is below it, and nothing above or beside it', (layer) => {
    for (const path of [`${folderOf(layer)}/imports.ts`, `${folderOf(layer)}/room/imports.ts`])
      expect(judged(path)).toEqual(linesOf(path));
  });

  it.each([...planted.keys()].filter(isOfLibraries))(
    'lets %s import the libraries that are its own',
    (path) => {
      expect(judged(path)).toEqual(linesOf(path));
    },
  );

  it.each([...BELOW_BROWSER, 'ui', 'browser'])('knows what of the world %s may name', (layer) => {
    expect(judged(`${folderOf(layer)}/names.ts`)).toEqual(linesOf(`${folderOf(layer)}/names.ts`));
  });

  it('refuses HTML made from text', () => {
    expect(judged('lib/ui/html.tsx')).toEqual(linesOf('lib/ui/html.tsx'));
  });

  // The linter knows names and members, not a constructor without arguments.
  it('need not look for `new Date()`: nothing below the browser has it', () => {
    const files = globSync(`lib/{${BELOW_BROWSER}}/**/*.ts`);
    expect(files).toContain(join('lib', 'flows', 'kernel', 'ports.ts'));
    expect(files.filter((file) => /\bDate\(\s*\)/.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

function folderOf(layer: string): string {
  return layer === 'entrypoints' ? layer : `lib/${layer}`;
}

function linesOf(path: string): Line[] {
  return planted.get(path) ?? [];
}

function isOfLibraries(path: string): boolean {
  return path.endsWith('/planted.ts') || path in LIBRARIES_OF;
}

/** Every way to import each of the other layers. */
function importsAt(from: string, name: string): [string, Line[]] {
  const path = `${folderOf(from)}/${name}`;
  const lines = LAYERS.filter((to) => to !== from).flatMap((to) => {
    const module = posix.relative(dirname(path), `${folderOf(to)}/some.ts`);
    const isRefused = levelOf(from) <= levelOf(to) || REFUSED_BESIDES.includes(`${from} > ${to}`);
    return [
      `import { ${to} } from '${module}';`,
      `import type { ${to}Type } from '${module}';`,
      `export { ${to}Again } from '${module}';`,
      `export const ${to}Later = () => import('${module}');`,
    ].map((line) => ({ line, breaks: isRefused ? IMPORT : null }));
  });
  return [path, lines];
}

function levelOf(layer: string): number {
  return ORDER.findIndex((level) => level.includes(layer));
}

function librariesAt(path: string): [string, Line[]] {
  const isAllowed = (library: string) => LIBRARIES_OF[path]?.includes(library) ?? false;
  return [
    path,
    LIBRARIES.map((library) => ({
      line: `import '${library}';`,
      breaks: isAllowed(library) ? null : IMPORT,
    })),
  ];
}

/** Every name of the world; those given are refused. */
function namesAt(layer: string, globals: string[], members: string[]): [string, Line[]] {
  const lines = [...BROWSER, ...TIME, ...ALL_NAMES, ...MEMBERS].map((name, index) => ({
    line: `export const used${index} = ${name};`,
    breaks: globals.includes(name) ? GLOBAL : members.includes(name) ? MEMBER : null,
  }));
  return [`${folderOf(layer)}/names.ts`, lines];
}

/** Runs the linter once over all that is planted, with the project's own configuration. */
function lint(): Diagnostic[] {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const name of ['biome.json', '.gitignore']) copyFileSync(name, join(root, name));
    for (const [path, lines] of planted) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), lines.map(({ line }) => `${line}\n`).join(''));
    }
    const biome = [resolve('node_modules/@biomejs/biome/bin/biome'), 'lint'];
    const options = ['--reporter=json', '--max-diagnostics=none'];
    const { stdout } = spawnSync(process.execPath, [...biome, ...options], { cwd: root, encoding: 'utf8' });
    return JSON.parse(stdout).diagnostics;
  } finally {
    rmSync(root, { recursive: true });
  }
}

function ruleBroken(diagnostics: Diagnostic[], path: string, line: number): string | null {
  const ours = [IMPORT, GLOBAL, MEMBER, HTML];
  const found = diagnostics.find(
    ({ category, location }) =>
      ours.includes(category) && location.path === path && location.start.line === line,
  );
  return found?.category ?? null;
}
