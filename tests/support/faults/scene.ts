import type { TestBrowser, TestPage } from '../browser.ts';
import { settle } from '../truth/act.ts';
import { waitFor } from '../wait-for.ts';
import type { Bench, RealRig } from './bench.ts';
import { type Act, type Ending, endingOf, type Outcome, outcomeOf } from './ending.ts';
import { shownOn, signOutAgain, startSignOut } from './person.ts';
import { inBrowser, withTruth } from './real.ts';
import type { Wire } from './wire.ts';

/** What may happen in a real browser, in the middle of what, and in which rigs; in all where not given. */
export type InBrowser = {
  name: string;
  act: Act;
  rigs?: (rig: RealRig) => boolean;
  run(bench: Bench): Promise<Outcome>;
};

/** A sign-out in its middle: the OP takes its time over the request that is to end the session. */
export type Scene = { bench: Bench; browser: TestBrowser; popup: TestPage };

const SIGN_OUT = 'sign out after a look';

/**
 * Has something happen in the middle of a sign-out, which then goes on.
 * @param happens gives a function that undoes what lasts.
 */
export function inSignOut(name: string, happens: (scene: Scene) => Promise<unknown>): InBrowser {
  const act = async (bench: Bench, browser: TestBrowser): Promise<Outcome> => {
    const undo = await happens({ bench, browser, popup: await standStill(bench, browser) });
    await bench.proxy.end();
    const first = endingOf(SIGN_OUT, await withTruth(bench, shownOn(settle(browser))));
    if (typeof undo === 'function') await undo();
    return again(bench, browser, first);
  };
  return {
    name,
    act: SIGN_OUT,
    run: (bench) => inBrowser(bench, SIGN_OUT, (browser) => act(bench, browser)),
  };
}

/** How long the OP takes over the request that is to end the session, while something happens, milliseconds. */
const MEANWHILE: Wire = { is: 'slow', ms: 6_000 };

/**
 * Begins a sign-out that stands still for a while.
 * @param wire what becomes of the request that is to end the session.
 */
export async function standStill(
  { proxy }: Bench,
  browser: TestBrowser,
  wire = MEANWHILE,
): Promise<TestPage> {
  const popup = await startSignOut(browser, async () => {
    proxy.sent.length = 0;
    await proxy.begin('end-session', wire);
  });
  await waitFor('the session to be ended', () => proxy.sent.includes('end-session'));
  return popup;
}

/** Tries again, and puts both together. */
export async function again(bench: Bench, browser: TestBrowser, first: Ending): Promise<Outcome> {
  return outcomeOf(SIGN_OUT, first, await withTruth(bench, signOutAgain(browser, bench.realm)));
}
