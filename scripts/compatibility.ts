import { readFile, writeFile } from 'node:fs/promises';
import type { Cell } from '../tests/e2e/shows.ts';

/** What was tried on one server in one browser, and what came of it. */
export type Column = { server: string; browser: string; cells: Cell[] };

const PAGE = 'docs/compatibility.md';
const BEGIN =
  '<!-- made by npm run test:matrix: what stands from here to the next such line is not written by hand -->';
const END = '<!-- end -->';

/** Writes what was tried into the page, a table for the Keycloaks and one for other OPs; the words around them stay. */
export async function writeCompatibility(columns: Column[]): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${PAGE} has no place for the tables`);
  const isKeycloak = ({ server }: Column): boolean => /^\d/.test(server);
  const tables = [
    tableOf('Keycloak', columns.filter(isKeycloak)),
    tableOf(
      'An OP that is no Keycloak',
      columns.filter((one) => !isKeycloak(one)),
    ),
  ];
  await writeFile(PAGE, `${before}${BEGIN}\n\n${tables.join('\n')}\n${END}${after}`);
}

/** A row for each server and browser, a column for each thing that was tried; the other way round where there are more of these; “–” is not tried. */
function tableOf(title: string, columns: Column[]): string {
  const names = [...new Set(columns.flatMap(({ cells }) => cells.map(({ name }) => name)))];
  const titles = columns.map(({ server, browser }) => `${server}, ${browserName(browser)}`);
  const said = (column: Column, name: string): string =>
    column.cells.find((cell) => cell.name === name)?.says ?? '–';
  const rows = names.map((name) => [name, ...columns.map((column) => said(column, name))]);
  const upright = [[title, ...titles], ...rows];
  const table = names.length > columns.length ? upright : turned(upright);
  return table
    .flatMap((row, at) => [row, ...(at === 0 ? [row.map(() => '---')] : [])])
    .map(lineOf)
    .join('');
}

function turned(table: string[][]): string[][] {
  return (table[0] ?? []).map((_, at) => table.map((row) => row[at] ?? ''));
}

function lineOf(row: string[]): string {
  return `| ${row.join(' | ')} |\n`;
}

function browserName(browser: string): string {
  return browser === 'firefox' ? 'Firefox' : 'Chromium';
}
