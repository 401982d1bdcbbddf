import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../../lib/ui/options/csv.ts';

/** Reads a file as RFC 4180 has it. */
function parse(text: string): string[][] {
  const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, cell = '', end] of cells) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('a file of comma-separated values', () => {
  it('has a line for each row', () => {
    expect(
      csvOf([
        ['Time', 'Apps'],
        ['10:32', 5],
      ]),
    ).toBe('Time,Apps\r\n10:32,5\r\n');
  });

  it.each(['=HYPERLINK("https://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'has no formula, whatever a realm is called: %j',
    (name) => {
      const [[cell = ''] = []] = parse(csvOf([[name]]));
      expect(cell).toBe(`'${name}`);
    },
  );

  it('is read again as it was written, whatever stands in it', () => {
    const text = fc.string().filter((one) => !/^[=+\-@\t\r]/.test(one));
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        expect(parse(csvOf(rows))).toEqual(rows);
      }),
    );
  });
});
