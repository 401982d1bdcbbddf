import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { EMPTY_SETTINGS } from '../lib/settings/schema.ts';
import { CHROMIUM_ID } from '../tests/support/addresses.ts';
import { allowAll, BUILT } from '../tests/support/browser.ts';
import { openProxy } from '../tests/support/proxy.ts';
import type { Figure } from './figures.ts';
import { closePage, lookIsOver, openPopup, writeRealms } from './ours.ts';
import { launch, openDesk } from './rig.ts';
import { type BenchRealm, signInAll } from './sessions.ts';
import { behind } from './sign-outs.ts';
import { rest, withWatch } from './watch-rows.ts';

/** A browser in which somebody is signed in, and which has been left alone since. */
export type IdleBrowser = {
  /** What it has done since, once it has been left alone for so many milliseconds at least. */
  seen(atLeastMs: number): Promise<Figure[]>;
};

/**
 * Starts a browser of its own with the extension, signs somebody in, opens and closes the popup, and leaves it alone. No
 * debugger sees its worker, and all its requests to Keycloak are counted on their way.
 */
export async function leaveAlone(
  keycloakPort: number,
  realm: BenchRealm | undefined,
  later: AsyncDisposableStack,
): Promise<IdleBrowser> {
  let requests = 0;
  const proxy = await openProxy(keycloakPort, () => {
    requests += 1;
    return null;
  });
  later.defer(proxy.close);
  const browser = await launch([withWatch(allowAll(BUILT.chromium))], false);
  later.defer(() => browser.close());
  await lookOnce(browser, behind(proxy.port, realm));
  // What cannot be seen while it is there would count as absent later.
  if (requests === 0 || (await workersOf(browser)) === 0)
    throw new Error('the idle browser cannot be watched');
  const [leftAt, before] = [Date.now(), requests];
  return {
    seen: async (atLeastMs) => {
      await pause(Math.max(0, leftAt + atLeastMs - Date.now()));
      return [
        { name: 'left alone', unit: 'ms', values: [Date.now() - leftAt] },
        { name: 'requests to Keycloak', unit: 'requests', values: [requests - before], atMost: 0 },
        { name: 'workers that run', unit: 'workers', values: [await workersOf(browser)], atMost: 0 },
      ];
    },
  };
}

/** Every rule is on, and due after all that is measured: until it acts it asks nobody anything. */
const ARMED = { ...EMPTY_SETTINGS.rules, idle: { on: true, minutes: 60 }, lock: { on: true } };

async function lookOnce(browser: Browser, realm: BenchRealm): Promise<void> {
  await signInAll(browser, [realm]);
  const desk = await openDesk(browser, CHROMIUM_ID);
  await writeRealms(desk, [realm], 'background', ARMED);
  const popup = await openPopup(browser, CHROMIUM_ID, desk);
  await lookIsOver(popup, [realm]);
  // What a session holds is asked for last, and a request is counted when it is answered.
  await popup.evaluate(rest, 5_000);
  await closePage(popup);
  await desk.goto('about:blank');
}

async function workersOf(browser: Browser): Promise<number> {
  const session = await browser.target().createCDPSession();
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'service_worker' }] });
  await session.detach();
  return targetInfos.filter(({ url }) => url.includes(CHROMIUM_ID)).length;
}
