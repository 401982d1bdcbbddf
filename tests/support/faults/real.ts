import type { TestBrowser } from '../browser.ts';
import { signInAtAccount } from '../truth/person.ts';
import type { Bench } from './bench.ts';
import { accusesIn } from './causes.ts';
import { type Act, endingOf, type Outcome, outcomeOf, type Seen } from './ending.ts';
import { look, type Shown, signIn, signOut, signOutAgain } from './person.ts';
import type { Step } from './steps.ts';
import type { WireFault } from './wire.ts';

/** What a person does in a real browser: who presses a button of the popup has looked before. */
export const REAL_ACTS = ['look', 'sign in', 'sign out after a look'] as const satisfies readonly Act[];

/** One of them. */
export type RealAct = (typeof REAL_ACTS)[number];

/** The steps that an act takes where nothing is wrong, each once. */
export async function realSteps(bench: Bench, act: RealAct): Promise<Step[]> {
  const { proxy } = bench;
  await inBrowser(bench, act, async (browser) => {
    proxy.sent.length = 0;
    await first(bench, browser, act, async () => {
      proxy.sent.length = 0;
    });
  });
  return [...new Set(proxy.sent)].filter((step) => step !== 'other');
}

/** Does an act with one fault at one step, and again once it is over. */
export function tryReal(bench: Bench, act: RealAct, step: Step, fault: WireFault): Promise<Outcome> {
  const { proxy } = bench;
  return inBrowser(bench, act, async (browser) => {
    const begin = async (): Promise<void> => {
      proxy.sent.length = 0;
      await proxy.begin(step, fault.wire, bench.down);
    };
    if (act !== 'sign out after a look') await begin();
    const seen = await withTruth(bench, first(bench, browser, act, begin));
    const ending = endingOf(act, seen, accusesIn(fault, bench.rig.allowed));
    // What was never asked has not gone wrong.
    if (!proxy.sent.includes(step)) throw new Error(`${step}: not asked for`);
    await proxy.end();
    const again = await withTruth(bench, second(bench, browser, act));
    return outcomeOf(act, ending, again);
  });
}

/** Works in a browser of its own, in which the person is signed in unless that is what is to be done, and leaves nobody in. */
export async function inBrowser<T>(
  bench: Bench,
  act: Act,
  work: (browser: TestBrowser) => Promise<T>,
): Promise<T> {
  const { realm, proxy, launch } = bench;
  const browser = await launch();
  try {
    if (act !== 'sign in') await signInAtAccount({ browser }, realm);
    return await work(browser);
  } finally {
    await proxy.end();
    await browser.close();
    await realm.endSessionsAsAdmin();
  }
}

function first(
  { realm }: Bench,
  browser: TestBrowser,
  act: RealAct,
  begin: () => Promise<void>,
): Promise<Shown> {
  if (act === 'look') return look(browser);
  return act === 'sign in' ? signIn(browser, realm) : signOut(browser, begin);
}

function second({ realm }: Bench, browser: TestBrowser, act: RealAct): Promise<Shown> {
  if (act === 'look') return look(browser);
  return act === 'sign in' ? signIn(browser, realm) : signOutAgain(browser, realm);
}

/** What the server says at the same moment. */
export async function withTruth({ lives }: Bench, shown: Promise<Shown>): Promise<Seen> {
  const said = await shown;
  return { ...said, lives: await lives(), isForgotten: false };
}
