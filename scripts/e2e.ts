// npm run test:e2e -- --op embedded|keycloak --browser chromium|firefox [parts of file names]
import { parseArgs } from 'node:util';
import { closingLine, exitCode, runE2e } from './vitest-run.ts';

const CHOICES = { op: ['embedded', 'keycloak'], browser: ['chromium', 'firefox'] };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    op: { type: 'string', default: 'embedded' },
    browser: { type: 'string', default: 'chromium' },
  },
});
for (const name of ['op', 'browser'] as const) {
  if (!CHOICES[name].includes(values[name]))
    throw new Error(`--${name} is one of ${CHOICES[name].join(', ')}`);
}
const counts = await runE2e(values, positionals);
console.log(closingLine(counts));
process.exitCode = exitCode(counts);
