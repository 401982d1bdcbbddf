import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The unit tests of one floor, for `npm run test:mutation`; those that are likeliest to notice a fault of a file come first. */
export default defineConfig({
  test: {
    include: [`tests/unit/${process.env.MUTATED}/**/*.test.ts`],
    environment: 'node',
    isolate: false,
    sequence: {
      sequencer: class extends BaseSequencer {
        override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
          const mutated = this.ctx.config.related?.map((file) => basename(file, '.ts')) ?? [];
          const rank = ({ moduleId }: TestSpecification): number => {
            if (mutated.some((name) => basename(moduleId).startsWith(name))) return 0;
            return /any-|properties/.test(moduleId) ? 2 : 1;
          };
          return files.toSorted((a, b) => rank(a) - rank(b));
        }
      },
    },
  },
});
