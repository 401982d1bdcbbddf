import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { withoutDefences } from './tests/attacks/without.ts';

const MINUTE = 60_000;

/** What is asked of a page, whose OP has only to be there: once in each browser is enough. */
const EMBEDDED_ONLY = ['options*', 'page-load', 'pages', 'realm-of-tab'].map(
  (name) => `tests/e2e/**/${name}.test.ts`,
);

/** What `npm run test:matrix` alone tries, and who names a file. */
const MATRIX_ONLY = ['keycloak-core', 'embedded-variants'].map((name) => `tests/e2e/**/${name}.test.ts`);

export default defineConfig({
  test: {
    retry: 0,
    // Asked for by `npm run test:coverage` alone.
    coverage: { provider: 'v8', include: ['lib/**/*.{ts,tsx}'], reporter: ['json-summary'] },
    projects: [
      // Nothing of the pure code and the flows keeps anything beside what it is given, so files share a process.
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          // Whoever hangs hangs for ever, as time is none of theirs; a busy machine takes five seconds for what takes half of one.
          testTimeout: MINUTE / 2,
        },
      },
      {
        plugins: [withoutDefences(import.meta.dirname)],
        resolve: { alias: { '#i18n': join(import.meta.dirname, 'tests/attacks/texts.ts') } },
        test: {
          name: 'attacks',
          include: ['tests/attacks/**/*.test.ts'],
          setupFiles: 'tests/attacks/set-up.ts',
          environment: 'node',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          // What only one OP or one browser has is no test, not a skipped one, without it.
          exclude: [
            ...(process.env.E2E_NAMED ? [] : MATRIX_ONLY),
            ...(process.env.E2E_OP === 'keycloak'
              ? [...EMBEDDED_ONLY, 'tests/e2e/**/embedded-*.test.ts']
              : ['tests/e2e/**/keycloak-*.test.ts']),
            process.env.E2E_BROWSER === 'firefox'
              ? 'tests/e2e/**/*-chromium.test.ts'
              : 'tests/e2e/**/firefox-*.test.ts',
          ],
          environment: 'node',
          globalSetup: 'tests/support/global-setup.ts',
          // In Chromium two files at a time: each test has a browser and realms of its own, and mostly waits. Two Firefoxes are too much
          // for two cores: a sign-in window was late beyond every limit.
          maxWorkers: process.env.E2E_BROWSER === 'firefox' ? 1 : 2,
          testTimeout: 2 * MINUTE,
          hookTimeout: MINUTE,
        },
      },
    ],
  },
});
