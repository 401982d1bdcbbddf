import { statSync } from 'node:fs';
import { sizeBudgets } from '../build/size-budgets.ts';
import type { Figure } from './figures.ts';

/** How large worker, popup and package are, kB of 1000 bytes; the package has been built. */
export async function sizes(): Promise<Figure[]> {
  return (await sizeBudgets()).map(({ name, path, atMost }) => {
    const bytes = path.reduce((sum, file) => sum + statSync(file).size, 0);
    return { name, unit: 'kB', values: [bytes / 1000], atMost };
  });
}
