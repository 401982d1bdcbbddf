// npm run test:matrix [-- --browser chromium|firefox] [versions… | oidc-provider]: what works on which server, each version by itself. The
// whole of it, with nothing chosen, writes docs/compatibility.md.
import { parseArgs } from 'node:util';
import project from '../package.json' with { type: 'json' };
import { isBrowserName } from '../tests/support/browser.ts';
import { type Column, writeCompatibility } from './compatibility.ts';
import { add, closingLine, conclude, NONE, runE2e } from './vitest-run.ts';

const OTHER_OP = 'oidc-provider';

const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'string' } },
});
const { browser: only } = values;
if (only !== undefined && !isBrowserName(only)) throw new Error('--browser is chromium or firefox');

const { keycloak, keycloakAlso, keycloakBeside } = project.config;
const versions = [keycloak, ...keycloakAlso, ...keycloakBeside].sort((a, b) =>
  a.localeCompare(b, 'en', { numeric: true }),
);
/** The newest, the oldest and the other OP are tried in both browsers. */
const BOTH = [versions.at(0), versions.at(-1), OTHER_OP];

let total = NONE;
const columns: Column[] = [];
for (const server of [...versions, OTHER_OP])
  for (const browser of ['chromium', 'firefox'])
    if (isWanted(server, browser)) await takeServer(server, browser);
if (!only && chosen.length === 0) await writeCompatibility(columns);
conclude(total);
console.log(`matrix: ${total.passed} of ${total.passed + total.failed + total.skipped}`);

function isWanted(server: string, browser: string): boolean {
  const isChosen = chosen.length === 0 || chosen.includes(server);
  return (
    isChosen &&
    browser === (only ?? browser) &&
    (browser === 'chromium' || only !== undefined || BOTH.includes(server))
  );
}

async function takeServer(server: string, browser: string): Promise<void> {
  console.log(`\n== ${server}, ${browser}`);
  const column: Column = { server, browser, cells: [] };
  const isOther = server === OTHER_OP;
  const where = isOther ? { op: 'embedded', browser } : { op: 'keycloak', browser, version: server };
  const files = isOther ? ['embedded-variants'] : ['keycloak-core', 'keycloak-built-in'];
  const counts = await runE2e(where, files, (cell) => column.cells.push(cell));
  console.log(`${server}, ${browser}: ${closingLine(counts)}`);
  total = add(total, counts);
  columns.push(column);
}
