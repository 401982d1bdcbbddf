import { openSinglePageApp } from '../../apps/single-page.ts';
import { openSite } from '../../apps/site.ts';
import { signInToPage } from '../../apps/visit.ts';
import { waitFor } from '../../wait-for.ts';
import { look, settle, signOutOfEverything } from '../act.ts';
import type { Fact, TruthCase } from '../case.ts';
import { twinIsGreen } from '../expect.ts';
import { knows, live } from '../facts.ts';
import { signInByApp } from '../person.ts';
import type { Screen } from '../screen.ts';
import { NEWEST } from '../servers.ts';
import { listedApps, type Stage } from '../stage.ts';

const CLEARED_ONLY = { chromium: 'apps are cleared with hosts allowed only' };

/** Listed apps in whose tabs something is under way while they are cleared: each is out, and green. */
export const UNDER_WAY: TruthCase[] = [
  {
    id: 't26',
    what: 'a listed app with a sliding cookie whose page takes a while and asks for news all the time',
    servers: [NEWEST],
    notIn: CLEARED_ONLY,
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const app = await stage.app(realm, { slides: isFaulty ? 1_500 : 0 });
      await stage.configure([realm, { apps: listedApps([app]) }]);
      const tab = await signInToPage(stage.browser, app.loginUrl);
      if (!isFaulty) await tab.close();
      return { truth: async () => [await live(realm), await knows(stage, app)] };
    },
    expected: twinIsGreen,
  },
  {
    id: 't26b',
    what: 'a listed app with a sliding cookie, and a tab that is still waiting for its page',
    servers: [NEWEST],
    notIn: { ...CLEARED_ONLY, firefox: 'it does not tell where a tab is on its way to' },
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const app = await stage.app(realm, { slides: 2_500 });
      await stage.configure([realm, { apps: listedApps([app]) }]);
      await signInByApp(stage.browser, app);
      const act = (): Promise<Screen> =>
        isFaulty ? signOutOnTheWay(stage, app.origin) : signOutOfEverything(stage);
      return { act, truth: async () => [await live(realm), await knows(stage, app)] };
    },
    expected: twinIsGreen,
  },
  {
    id: 't27',
    what: 'a listed single-page app that writes its state as its page goes',
    servers: [NEWEST],
    notIn: CLEARED_ONLY,
    setUp: (stage, isFaulty) => withStateLibrary(stage, isFaulty ? ['/?login'] : []),
    expected: twinIsGreen,
  },
  {
    id: 't27b',
    what: 'the same with two tabs that tell each other who is in, of which one is slow',
    servers: [NEWEST],
    notIn: CLEARED_ONLY,
    setUp: (stage, isFaulty) => withStateLibrary(stage, isFaulty ? ['/?login', '/?slow'] : []),
    expected: twinIsGreen,
  },
];

/** As by a bookmark: the person has gone to the app, which takes its time, and signs out before its page has come. */
async function signOutOnTheWay({ browser, closeLater }: Stage, origin: string): Promise<Screen> {
  const neutral = await openSite('neutral');
  closeLater(neutral.close);
  neutral.app.get('/', (_request, response) => response.send('<p>Neutral</p>'));
  const tab = await browser.newTab(`${neutral.origin}/`);
  const { popup } = await look(browser);
  await tab.evaluate((to) => void setTimeout(() => location.assign(to)), `${origin}/`);
  const isOnItsWay = () => popup.evaluate(leadsTo, `${origin}/`);
  await waitFor('the browser to ask for the app’s page', isOnItsWay, 20_000);
  await popup.click('Sign out of everything');
  const screen = await settle(browser);
  const hasCome = () => tab.evaluate(() => document.querySelector('#said') !== null);
  await waitFor('the app’s page', hasCome, 20_000);
  return screen;
}

/** Runs in a page of the extension: whether some tab is still waiting for the page at an address. */
async function leadsTo(address: string): Promise<boolean> {
  type Tabs = { query(what: object): Promise<{ pendingUrl?: string }[]> };
  const { chrome } = globalThis as unknown as { chrome: { tabs: Tabs } };
  return (await chrome.tabs.query({})).some(({ pendingUrl }) => pendingUrl === address);
}

/** @param open the app's pages that stand open. */
async function withStateLibrary(stage: Stage, open: string[]): Promise<{ truth: () => Promise<Fact[]> }> {
  const realm = await stage.realm();
  const { issuer } = realm;
  const app = await stage.register(
    realm,
    await openSinglePageApp({ host: 'board', name: 'Board', issuer, keeps: 'state' }),
  );
  await stage.configure([realm, { apps: listedApps([app]) }]);
  if (open.length === 0) await signInByApp(stage.browser, app);
  for (const path of open) await signInToPage(stage.browser, app.origin + path);
  return { truth: async () => [await live(realm), await knows(stage, app)] };
}
