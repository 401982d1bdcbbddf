/** What a figure is counted in; `times` is a ratio. */
export type Unit = 'ms' | 'times' | 'kB' | 'requests' | 'workers';

/** A line of the report: what was measured, one value for each round, and the budget that their median has to keep. */
export type Figure = { name: string; unit: Unit; values: number[]; atMost?: number };

/** The middle of some values, or another share of them from below; not a number without values. */
export function quantile(values: number[], share = 0.5): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
}

/** What a variant took, in milliseconds. */
export function took(name: string, values: number[]): Figure {
  return { name, unit: 'ms', values };
}

/** One variant beside another, round by round: what slows a whole round down slows both. */
export function beside(name: string, of: number[], to: number[], atMost?: number): Figure {
  const values = of.map((value, round) => value / (to[round] ?? Number.NaN));
  return { name, unit: 'times', values, ...(atMost !== undefined && { atMost }) };
}

/** Whether the median keeps its budget, up to the budget itself; what could not be measured keeps none. */
export function isMet({ values, atMost }: Figure): boolean {
  return atMost === undefined || quantile(values) <= atMost;
}

/** A figure in one line: its median, its quartiles where there was more than one round, its budget. */
export function lineOf(figure: Figure): string {
  const { name, unit, values, atMost } = figure;
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => rounded(quantile(values, share), unit));
  const spread = values.length > 1 ? `${low} – ${high}` : '';
  const budget = atMost === undefined ? '' : `at most ${atMost}, ${isMet(figure) ? 'met' : 'NOT MET'}`;
  const cells = [name.padEnd(62), `${middle} ${unit}`.padStart(12), spread.padStart(16), `  ${budget}`];
  return cells.join('').trimEnd();
}

/** The closing line: how many figures that have a budget keep it. */
export function closingLine(figures: Figure[]): string {
  const budgets = figures.filter(({ atMost }) => atMost !== undefined);
  return `bench: ${budgets.filter(isMet).length} of ${budgets.length} budgets met`;
}

function rounded(value: number, unit: Unit): string {
  if (unit === 'times') return value.toFixed(2);
  return Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
