// npm run test:coverage: the unit tests, and how much of each floor they reach. No test may be written for the sake of these figures: they
// show where one is missing, and `npm run test:mutation` whether one that reaches a line would notice what is wrong with it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runChild } from './child.ts';

type Part = { total: number; covered: number };
type Summary = Record<string, { branches: Part; lines: Part }>;

const directory = await mkdtemp(join(tmpdir(), 'full-signout-coverage-'));
try {
  const where = `--coverage.reportsDirectory=${directory}`;
  process.exitCode = await runChild('vitest', ['run', '--project', 'unit', '--coverage', where]);
  report(JSON.parse(await readFile(join(directory, 'coverage-summary.json'), 'utf8')));
} finally {
  await rm(directory, { recursive: true, force: true });
}

function report({ total, ...files }: Summary): void {
  const floors = Map.groupBy(Object.entries(files), ([file]) =>
    relative('lib', relative(process.cwd(), file)).split('/', 1).join(),
  );
  for (const [floor, of] of [...floors].sort()) {
    const [lines, branches] = (['lines', 'branches'] as const).map((kind) =>
      share(of.map(([, one]) => one[kind])),
    );
    console.log(`${floor.padEnd(10)} lines ${lines}, branches ${branches}`);
  }
  console.log(`branches: ${share([total?.branches ?? { total: 0, covered: 0 }])}`);
}

function share(parts: Part[]): string {
  const [covered, total] = (['covered', 'total'] as const).map((of) =>
    parts.reduce((sum, part) => sum + part[of], 0),
  ) as [number, number];
  return total === 0 ? 'none' : `${((100 * covered) / total).toFixed(1)} %`;
}
