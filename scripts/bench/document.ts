import { readFile, writeFile } from 'node:fs/promises';
import type { Section } from './figures.ts';
import type { Machine } from './machine.ts';
import { type Line, ratioLines, seriesLine } from './print.ts';

const DOCUMENT = 'docs/performance.md';
const [BEGIN, END] = ['<!-- figures: written by npm run bench -->', '<!-- end of figures -->'];

/**
 * Writes the run's figures into the document, in place of the last run's.
 * @throws {Error} where the document has no place for them.
 */
export async function writeFigures(machine: Machine, sections: Section[]): Promise<void> {
  const text = await readFile(DOCUMENT, 'utf8');
  const [before, rest = ''] = text.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`${DOCUMENT} has no place for figures`);
  const figures = [machineText(machine), ...sections.map(sectionText)].join('\n\n');
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${figures}\n\n${END}${after}`);
}

function machineText(machine: Machine): string {
  const words = Object.entries(machine).map(([what, value]) => `${what} ${value}`);
  return `Taken on: ${words.join('; ')}.`;
}

function sectionText(section: Section): string {
  const measured = section.series
    .map(seriesLine)
    .map(({ what, median, quartiles }) => [what, median, quartiles]);
  const beside = ratioLines(section).map(besideRow);
  return [
    `### ${section.title}`,
    table(['measured', 'median', 'quartiles'], measured),
    ...(beside.length > 0 ? [table(['beside', 'median', 'quartiles', 'floor', 'met'], beside)] : []),
    section.notes.map((note) => `- ${note}`).join('\n'),
  ].join('\n\n');
}

function besideRow({ what, median, quartiles, floor, met }: Line): string[] {
  return [what, median, quartiles, floor, met];
}

function table(titles: string[], rows: string[][]): string {
  const ruled = titles.map((_, at) => (at === 0 ? '---' : '---:'));
  return [titles, ruled, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
