import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sizeBudgets } from '../../build/size-budgets.ts';
import { BUILT } from '../../tests/support/browser.ts';
import type { Floor, Section, Series } from './figures.ts';
import type { BenchGround } from './ground.ts';
import { withShares } from './shares.ts';

/** How large worker, popup and package are, and what of them comes from where. */
export async function sizes({ quick }: BenchGround): Promise<Section[]> {
  await promisify(execFile)(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'zip']);
  const measured = (await sizeBudgets()).map(
    ({ name, path, atMost }): Floor => ({ name, measured: kBOf(path), atMost, unit: 'kB' }),
  );
  const styles = inKB('popup: styles', kBOf(stylesOf('popup.html')));
  return [
    {
      title: 'Sizes',
      series: [...measured.map((one) => inKB(one.name, one.measured)), styles],
      ratios: [],
      floors: measured,
      notes: [
        'kB of 1000 bytes. Worker and popup: all scripts that they load at their start, minified, not compressed.',
        'Pages of sites cost nothing: no content script, and no listener on loading (tests/e2e/page-load.test.ts).',
      ],
    },
    ...(quick ? [] : await sharesByPackage()),
  ];
}

function sharesByPackage(): Promise<Section[]> {
  return withShares(async (shares, directory) => {
    const parts = (await sizeBudgets(directory)).filter(({ name }) => name !== 'zip');
    return parts.map(({ name, path }) => ({
      title: `Sizes: what the ${name} is made of`,
      series: Object.entries(shares.of(path))
        .toSorted(([, a], [, b]) => b - a)
        .map(([source, bytes]) => inKB(source, bytes / 1000)),
      ratios: [],
      floors: [],
      notes: ['Taken apart by the source maps of a build of its own.'],
    }));
  });
}

function inKB(name: string, value: number): Series {
  return { name, unit: 'kB', values: [value] };
}

function kBOf(files: string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000;
}

function stylesOf(page: string): string[] {
  const html = readFileSync(join(BUILT.chromium, page), 'utf8');
  const links = html.matchAll(/<link rel="stylesheet"[^>]* href="\/([^"]+)"/g);
  return [...links].map(([, path = '']) => join(BUILT.chromium, path));
}
