import { isRecord } from '../protocol/json.ts';

/** A value as JSON, alike for alike values: a browser's storage gives the names of an object back in an order of its own. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
