import { Table } from 'console-table-printer';
import type { Floor, Ratio, Section, Series } from './figures.ts';
import { isMet, isOutOfReach, spreadOf } from './stats.ts';

/** A line of what stands beside what, with the limit where there is one. */
export type Line = { what: string; median: string; quartiles: string; floor: string; met: string };

/** Prints a section: what was measured, what stands beside what, and what to know of it. */
export function printSection(section: Section): void {
  console.log(`\n== ${section.title}`);
  print(section.series.map(seriesLine), { what: 'measured', median: 'median', quartiles: 'quartiles' });
  const titles = { what: 'beside', median: 'median', quartiles: 'quartiles', floor: 'floor', met: 'met' };
  print(ratioLines(section), titles);
  for (const note of section.notes) console.log(note);
}

/** A section's ratios, each with its limit, and its limits on what is no ratio. */
export function ratioLines({ ratios, floors }: Section): Line[] {
  // A floor on a ratio measures that ratio's median, the very same number.
  const floorOf = (one: Ratio) => floors.find(({ measured }) => Object.is(measured, one.median));
  const onRatios = ratios.map(floorOf);
  const others = floors.filter((floor) => !onRatios.includes(floor));
  return [
    ...ratios.map((one) => ({
      what: `${one.of} / ${one.to}`,
      median: one.median.toFixed(2),
      quartiles: `${one.low.toFixed(2)} – ${one.high.toFixed(2)}`,
      ...limitOf(floorOf(one)),
    })),
    ...others.map((floor) => ({
      what: floor.name,
      median: inUnit(floor.measured, floor.unit),
      quartiles: '',
      ...limitOf(floor),
    })),
  ];
}

function limitOf(floor: Floor | undefined): Pick<Line, 'floor' | 'met'> {
  if (!floor) return { floor: '', met: '' };
  const missed = isOutOfReach(floor) ? 'out of reach' : 'NOT MET';
  return { floor: `≤ ${inUnit(floor.atMost, floor.unit)}`, met: isMet(floor) ? 'met' : missed };
}

/** A series in one line: its median, and its quartiles where there was more than one round. */
export function seriesLine({ name, unit, values }: Series): Pick<Line, 'what' | 'median' | 'quartiles'> {
  const { median, low, high } = spreadOf(values);
  const quartiles = values.length > 1 ? `${rounded(low)} – ${rounded(high)}` : '';
  return { what: name, median: inUnit(median, unit), quartiles };
}

function inUnit(value: number, unit: Series['unit'] | Floor['unit']): string {
  return unit === 'times' ? value.toFixed(2) : `${rounded(value)} ${unit}`;
}

function rounded(value: number): string {
  return Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function print(lines: Partial<Line>[], titles: Partial<Line>): void {
  if (lines.length === 0) return;
  const columns = Object.entries(titles).map(([name, title], at) => ({
    name,
    title,
    alignment: at === 0 ? ('left' as const) : ('right' as const),
  }));
  const table = new Table({ columns, shouldDisableColors: true });
  for (const line of lines) table.addRow(line);
  table.printTable();
}
