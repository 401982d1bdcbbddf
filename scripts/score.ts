import { parseArgs } from 'node:util';
import { atExit } from '../tests/support/at-exit.ts';
import { type BrowserName, BUILT, isBrowserName } from '../tests/support/browser.ts';
import { buildExtension } from '../tests/support/build.ts';
import type { KeycloakAddress } from '../tests/support/keycloak.ts';
import { startKeycloak } from '../tests/support/keycloak-server.ts';
import { type Op, openOp } from '../tests/support/op.ts';
import { step } from './step.ts';

/** What a score is taken on: a browser by name, a running Keycloak, and the words that were given to choose with. */
export type ScoreRig = {
  browser: BrowserName;
  keycloak: KeycloakAddress;
  op: Op;
  chosen: string[];
  /** Has something closed when the score has been taken, whatever its end; the last first. */
  closeLater(close: () => Promise<unknown>): void;
};

/**
 * Builds the extension, starts Keycloak, takes a score, and closes everything.
 * @param more options that the score itself reads.
 */
export async function takeScore(
  run: (rig: ScoreRig) => Promise<void>,
  more: Record<string, { type: 'string' }> = {},
): Promise<void> {
  const { values, positionals: chosen } = parseArgs({
    allowPositionals: true,
    options: { browser: { type: 'string', default: 'chromium' }, ...more },
  });
  const browser = isBrowserName(values.browser) ? values.browser : null;
  if (!browser) throw new Error(`--browser is one of ${Object.keys(BUILT).join(', ')}`);
  const closers: (() => Promise<unknown>)[] = [];
  // From here on a signal ends this process by its exit event, which takes the server and the browser along.
  atExit(() => undefined);
  try {
    await step('Build the extension', () => buildExtension(process.cwd(), browser));
    const keycloak = await step('Start Keycloak', () => startKeycloak(process.cwd()));
    closers.push(keycloak.stop);
    const op = await openOp({ kind: 'keycloak', keycloak });
    closers.push(op.stop);
    await run({ browser, keycloak, op, chosen, closeLater: (close) => closers.push(close) });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
