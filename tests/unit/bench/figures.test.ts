import { expect, it } from 'vitest';
import { beside, closingLine, type Figure, isMet, lineOf, quantile } from '../../../bench/figures.ts';

const figure = (different: Partial<Figure>): Figure => ({
  name: 'ours',
  unit: 'times',
  values: [1],
  ...different,
});

it('takes the middle of an odd and of an even number of values, in whatever order they came', () => {
  expect(quantile([3, 100, 1])).toBe(3);
  expect(quantile([4, 1, 3, 2])).toBe(2.5);
  expect(quantile([5, 1, 2, 4, 3], 0.25)).toBe(2);
});

it('compares two variants within each round, so that a slow round counts no more than another', () => {
  const one = beside('ours / bare', [10, 1000, 30], [10, 500, 10], 1.3);
  expect(one).toEqual({ name: 'ours / bare', unit: 'times', values: [1, 2, 3], atMost: 1.3 });
  expect(beside('ours / bare', [10], [5])).toEqual({ name: 'ours / bare', unit: 'times', values: [2] });
});

it('counts a budget as met up to the budget itself, and as missed where nothing could be measured', () => {
  expect(isMet(figure({ values: [1, 1.5, 9], atMost: 1.5 }))).toBe(true);
  expect(isMet(figure({ values: [1, 1.5, 9], atMost: 1.49 }))).toBe(false);
  expect(isMet(figure({ values: [], atMost: 1.5 }))).toBe(false);
  expect(isMet(figure({ values: [9] }))).toBe(true);
});

it('says of each figure whether its budget is met, and nothing of a budget where there is none', () => {
  expect(lineOf(figure({ values: [1, 2, 3], atMost: 1 }))).toMatch(
    /^ours +2\.00 times +1\.50 – 2\.50 +at most 1, NOT MET$/,
  );
  expect(lineOf(figure({ values: [0], unit: 'requests', atMost: 0 }))).toMatch(
    /^ours +0 requests +at most 0, met$/,
  );
  expect(lineOf(figure({ values: [12.34], unit: 'ms' }))).toMatch(/^ours +12\.3 ms$/);
});

it('closes with how many budgets are met, figures without a budget left out', () => {
  const all = [figure({ atMost: 1 }), figure({ atMost: 0.5 }), figure({})];
  expect(closingLine(all)).toBe('bench: 1 of 2 budgets met');
});
