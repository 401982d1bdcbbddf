import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sonda from 'sonda/vite';
import { build } from 'wxt';

/** How many bytes of a build's files come from where, by the name of a package or `our own code`. */
export type Shares = { of(files: string[]): Record<string, number> };

type Resource = { kind: string; name: string; parent?: string | null; uncompressed: number };

const OWN = /^(lib|entrypoints|locales|assets|\.wxt)\//;

/**
 * Builds the extension once more, into a temporary directory and with source maps, and takes its files apart by them.
 * @param take is given the shares and the build's directory, which is gone afterwards.
 */
export async function withShares<T>(take: (shares: Shares, directory: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'shares-'));
  const [outDir, report] = [join(home, 'out'), join(home, 'report')];
  const analyze = sonda({ format: 'json', filename: report, open: false });
  try {
    await build({
      outDir,
      logger: SILENT,
      vite: () => ({ build: { sourcemap: true }, plugins: [analyze], logLevel: 'silent' }),
    });
    const { resources } = JSON.parse(readFileSync(`${report}.json`, 'utf8')) as { resources: Resource[] };
    return await take({ of: (files) => sharesOf(resources, files) }, join(outDir, 'chrome-mv3'));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const quiet = (): void => undefined;
const SILENT = {
  debug: quiet,
  log: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
  success: quiet,
  level: 0,
};

function sharesOf(resources: Resource[], files: string[]): Record<string, number> {
  const names = files.map((file) => relative(process.cwd(), file));
  const shares: Record<string, number> = {};
  for (const { kind, name, parent, uncompressed } of resources) {
    if (kind !== 'chunk' || !parent || !names.includes(parent)) continue;
    const source = sourceOf(name);
    shares[source] = (shares[source] ?? 0) + uncompressed;
  }
  return shares;
}

/** A module's package; what the bundler put between modules is nobody's. */
function sourceOf(module: string): string {
  const [, found] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module) ?? [];
  if (found) return found;
  return OWN.test(module) ? 'our own code' : 'between modules';
}
