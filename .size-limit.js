import { sizeBudgets } from './build/size-budgets.ts';

export default (await sizeBudgets()).map(({ name, path, atMost }) => ({
  name,
  path,
  limit: `${atMost} kB`,
  // The browser reads these files as they are: nothing is compressed on the way from the disk.
  brotli: false,
}));
