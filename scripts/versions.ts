// npm run test:versions [-- --browser chromium|firefox] [versions…]
import { parseArgs } from 'node:util';
import project from '../package.json' with { type: 'json' };
import { isBrowserName } from '../tests/support/browser.ts';
import { add, closingLine, conclude, NONE, runE2e } from './vitest-run.ts';

const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'string', default: 'chromium' } },
});
const { browser } = values;
if (!isBrowserName(browser)) throw new Error('--browser is chromium or firefox');
const versions =
  chosen.length > 0 ? chosen : [...project.config.keycloakAlso, ...project.config.keycloakBeside];

let total = NONE;
for (const version of versions) {
  console.log(`\n== Keycloak ${version}, ${browser}`);
  const counts = await runE2e({ op: 'keycloak', browser, version }, ['keycloak-built-in']);
  console.log(`Keycloak ${version}, ${browser}: ${closingLine(counts)}`);
  total = add(total, counts);
}
conclude(total);
