// npm run test:faults [-- --part virtual|real] [--browser chromium|firefox] [--some] [--named 'a part of a browser line']
import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { atExit } from '../tests/support/at-exit.ts';
import { isBrowserName } from '../tests/support/browser.ts';
import { buildExtension } from '../tests/support/build.ts';
import { type Complaint, closingLine, count } from '../tests/support/faults/ending.ts';
import { realLines } from '../tests/support/faults/real-lines.ts';
import { NEWEST, startServer } from '../tests/support/truth/servers.ts';
import { localLines, wireLines } from '../tests/unit/faults/lines.ts';
import { step } from './step.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    browser: { type: 'string', default: 'chromium' },
    some: { type: 'boolean', default: false },
    named: { type: 'string', default: '' },
  },
});
const browser = isBrowserName(values.browser) ? values.browser : 'chromium';
const tally = { all: 0, well: 0, lost: 0, falseGreen: 0 };

// From here on a signal ends this process by its exit event, which takes the server and the browsers along.
atExit(() => undefined);
// The proxy's library says so of every request that goes with its browser.
const { error } = console;
console.error = (...said: unknown[]) =>
  String(said[0]).startsWith('Failed to handle request') || error(...said);
// And it listens once more to a connection each time that it uses it again.
setMaxListeners(0);

if (!values.some && values.part !== 'real') await step('In virtual time', virtual);
if (values.part !== 'virtual') await step(`In ${browser}`, real);
console.log(`\n${closingLine(tally)}`);
if (tally.well < tally.all) process.exitCode = 1;

async function virtual(): Promise<void> {
  await wireLines(print);
  await localLines(print);
}

async function real(): Promise<void> {
  await step('Build the extension', () => buildExtension(process.cwd(), browser));
  const server = await step('Start Keycloak', () => startServer(NEWEST));
  try {
    await realLines(browser, server, values, print);
  } finally {
    await server.stop();
  }
}

function print(where: string, ended: string, complaints: readonly Complaint[]): void {
  count(tally, complaints);
  console.log(
    `${where} | ${ended} | ${complaints.length === 0 ? 'well' : complaints.join('; ').toUpperCase()}`,
  );
}
