import { readFileSync } from 'node:fs';

/** A change of the code, and whether a test has noticed it. */
export type Mutant = {
  fileName: string;
  status: string;
  replacement?: string;
  location: { start: Place; end: Place };
};

/** Both are counted from 1. */
type Place = { line: number; column: number };

/** Noticed by a test that fails, or that does not come to its end. */
const NOTICED = ['Killed', 'Timeout'];

/** Not noticed by a test, or reached by none. */
const ALIVE = ['Survived', 'NoCoverage'];

/** How many of a hundred mutants were noticed; those that were not tried, or do not run at all, do not count. */
export function shareOf(mutants: Mutant[]): number {
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const alive = mutants.filter(({ status }) => ALIVE.includes(status)).length;
  return noticed + alive === 0 ? 0 : (100 * noticed) / (noticed + alive);
}

/** A mutant in one line, by its text and not by its place, which changes with every line above it. */
export function lineOf({ fileName, location: { start, end }, replacement = '' }: Mutant): string {
  const file = /lib\/.*/.exec(fileName)?.[0] ?? fileName;
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const whole = lines.join('\n');
  const last = lines.at(-1) ?? '';
  const original = whole.slice(start.column - 1, whole.length - last.length + end.column - 1);
  return [file, short(lines[0] ?? ''), `${short(original)} → ${short(replacement)}`].join(' | ');
}

function short(code: string): string {
  const text = code.replace(/\s+/g, ' ').trim();
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}
