import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Attack } from './attack.ts';
import { withoutDefence } from './without.ts';

type Table = { attacks: Attack[] };

/** The tables of attacks, by what they are about. */
const TABLES = [
  'answers',
  'tokens',
  'carried',
  'proof',
  'pages',
  'manifest',
  'planted',
  'names',
  'addresses',
  'network',
  'ids',
  'terminal',
  'apps',
];

/** With `ATTACKS=without` each attack is tried on the product without its defence, and has to succeed. */
const isWithout = process.env.ATTACKS === 'without';

const pathOf = (name: string): string => new URL(`./${name}.ts`, import.meta.url).pathname;

/** An attack whose modules, and all that they import, have been loaded without its defence. */
async function anew(table: string, { id, defence }: Attack): Promise<Attack> {
  const { attacks } = (await import(withoutDefence(pathOf(table), defence))) as Table;
  const found = attacks.find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not in ${table}`);
  return found;
}

const tables = await Promise.all(
  TABLES.map(async (name) => [name, ((await import(pathOf(name))) as Table).attacks] as const),
);

describe.each(tables)('%s', (table, attacks) => {
  it.each(attacks.map((attack) => [attack.id, attack.what, attack] as const))(
    '%s: %s',
    async (_, __, attack) => {
      const tried = isWithout ? await anew(table, attack) : attack;
      expect(await tried.succeeds()).toBe(isWithout);
    },
  );
});

describe('docs/security.md', () => {
  it('names every attack beside the claim that it tries, and none that is not there', async () => {
    const page = await readFile(new URL('../../docs/security.md', import.meta.url), 'utf8');
    const [, defences = ''] = /\n## Defences\n(.*?)\n## /s.exec(page) ?? [];
    const claims = defences.split('\n').flatMap((line) => line.split('|')[2] ?? []);
    const named = claims.flatMap((cell) => cell.match(/(?<=`)[a-z-]+(?=`)/g) ?? []);
    const ids = tables.flatMap(([, attacks]) => attacks.map(({ id }) => id));
    expect(named.toSorted()).toEqual(ids.toSorted());
  });
});

describe('the defences', () => {
  it('have names of their own, and stand in the product once', async () => {
    const all = tables.flatMap(([, attacks]) => attacks);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { file, code } of all.flatMap(({ defence }) => defence)) {
      const source = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
      expect(source.split(code).length - 1, `${file}: ${code}`).toBe(1);
    }
  });
});
