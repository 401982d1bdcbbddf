import type { Series } from './figures.ts';

/** One way of doing a thing: does it once, and gives what it took by the name of each figure. */
export type Way = { name: string; once: () => Promise<Record<string, number>> };

/**
 * Takes several ways in turn, round by round, each round beginning with another way, after one round that does not
 * count.
 * @param warmUps how many rounds do not count; none for ways that have just been taken.
 * @returns a series for each way and figure, named `WAY: FIGURE`.
 */
export async function takeTurns(
  ways: Way[],
  rounds: number,
  unit: Series['unit'],
  warmUps: 0 | 1 = 1,
): Promise<Series[]> {
  const series = new Map<string, Series>();
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [at] of ways.entries()) {
      const way = ways[(at + round + ways.length) % ways.length];
      if (!way) continue;
      const figures = await way.once();
      if (round >= 0) keep(series, way, figures, unit);
    }
  }
  const order = ways.map(({ name }) => name);
  return [...series.values()].toSorted((a, b) => placeOf(a, order) - placeOf(b, order));
}

function keep(
  series: Map<string, Series>,
  way: Way,
  figures: Record<string, number>,
  unit: Series['unit'],
): void {
  for (const [figure, value] of Object.entries(figures)) {
    const name = `${way.name}: ${figure}`;
    const known = series.get(name) ?? { name, unit, values: [] };
    series.set(name, { ...known, values: [...known.values, value] });
  }
}

function placeOf({ name }: Series, order: string[]): number {
  return order.findIndex((way) => name.startsWith(`${way}: `));
}

/** The series of a name. @throws {Error} where there is none. */
export function seriesOf(series: Series[], name: string): Series {
  const found = series.find((one) => one.name === name);
  if (!found) throw new Error(`nothing was measured as “${name}”`);
  return found;
}
