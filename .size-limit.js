import { sizeFloors } from './scripts/bench/size-floors.ts';

export default (await sizeFloors()).map(({ name, path, atMost }) => ({
  name,
  path,
  limit: `${atMost} kB`,
  // The browser reads these files as they are: nothing is compressed on the way from the disk.
  brotli: false,
}));
