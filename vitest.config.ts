import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

/** What is asked of a page, whose OP has only to be there: once in each browser is enough. */
const EMBEDDED_ONLY = ['options*', 'page-load', 'pages', 'realm-of-tab'].map(
  (name) => `tests/e2e/**/${name}.test.ts`,
);

export default defineConfig({
  test: {
    retry: 0,
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          // What only one OP or only Firefox has is no test, not a skipped one, without it.
          exclude: [
            ...(process.env.E2E_OP === 'keycloak'
              ? [...EMBEDDED_ONLY, 'tests/e2e/**/embedded-*.test.ts']
              : ['tests/e2e/**/keycloak-*.test.ts']),
            ...(process.env.E2E_BROWSER === 'firefox' ? [] : ['tests/e2e/**/firefox-*.test.ts']),
          ],
          environment: 'node',
          globalSetup: 'tests/support/global-setup.ts',
          // One browser and one server at a time: the limits that are tested are those of a machine at rest.
          fileParallelism: false,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
    ],
  },
});
