import { it } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    cell?: Cell;
  }
}

/** What a test adds to the table of `npm run test:matrix`: which column, or row where the OP has no version, and what stands there. */
export type Cell = { name: string; says: string };

/** A test that says in a word or two what came of it, for the table of what works where. */
export function itShows(name: string, what: string, run: () => Promise<string>): void {
  it(what, async ({ task }) => {
    task.meta.cell = { name, says: 'failed' };
    task.meta.cell = { name, says: await run() };
  });
}
