import type { Browser } from 'puppeteer-core';
import { GECKO_ID, signOutClient } from '../../tests/support/addresses.ts';
import { BUILT, type TestBrowser, type TestPage } from '../../tests/support/browser.ts';
import { buildExtension } from '../../tests/support/build.ts';
import { driveFirefox, startFirefox } from '../../tests/support/firefox.ts';
import { settingsOf } from './extension.ts';
import type { Section } from './figures.ts';
import type { BenchGround, BenchRealm } from './ground.ts';
import { clickOnce } from './ours.ts';
import { openPlainTabs, plainEndUrl } from './plain.ts';
import { seriesOf, takeTurns, type Way } from './rounds.ts';
import { type LiveRealm, logIn } from './sessions.ts';
import { ratio } from './stats.ts';
import { countOf } from './take.ts';

const FIGURE = 'done';

/** A started Firefox, and the page of ours that watches and opens tabs in it. */
type Fox = { browser: Browser; driver: TestBrowser; page: TestPage };

/** Firefox: click → verified, beside plain tabs that prove nothing. */
export async function firefox(ground: BenchGround): Promise<Section[]> {
  const fox = await start();
  try {
    return await compare(ground, fox);
  } finally {
    await fox.browser.close();
  }
}

async function compare(ground: BenchGround, fox: Fox): Promise<Section[]> {
  const some = [1, 10].map((count) => ground.realms.slice(0, count));
  const ways = some.flatMap((realms) => [oursOn(fox, realms), plainOn(fox, realms)]);
  const series = await takeTurns(ways, ground.rounds, 'ms');
  const of = (name: string) => seriesOf(series, `${name}: ${FIGURE}`);
  const beside = (realms: BenchRealm[]) =>
    ratio(oursName(realms), of(oursName(realms)), of(plainName(realms)));
  return [
    {
      title: 'Firefox: click → verified',
      series,
      ratios: some.map(beside),
      floors: [],
      notes: [
        'The hosts are allowed, which Firefox needs; the popup’s page stands in a tab, as the toolbar is out of reach.',
      ],
    },
  ];
}

async function start(): Promise<Fox> {
  await buildExtension(process.cwd(), 'firefox');
  const browser = await startFirefox(BUILT.firefox, { headless: true });
  const driver = driveFirefox(browser);
  return { browser, driver, page: await driver.openExtensionPage('/options.html') };
}

function oursName(realms: BenchRealm[]): string {
  return `ours in Firefox, ${countOf(realms)}`;
}

function plainName(realms: BenchRealm[]): string {
  return `plain tabs in Firefox, ${countOf(realms)}`;
}

function oursOn(fox: Fox, realms: BenchRealm[]): Way {
  const names = realms.map(({ name }) => name);
  const run = async () => {
    await fox.driver.configure(settingsOf(realms, 'tab'));
    const { clickedAt, verifiedAt } = await clickOnce(fox.page, fox.driver.openPopup, names);
    return Math.max(...Object.values(verifiedAt)) - clickedAt;
  };
  return { name: oursName(realms), once: () => inSessions(fox, realms, run) };
}

function plainOn(fox: Fox, realms: BenchRealm[]): Way {
  const back = signOutClient().postLogoutRedirectUris.find((uri) => uri.includes('allizom')) ?? GECKO_ID;
  const run = async (live: LiveRealm[]) => {
    const urls = live.map((realm) => plainEndUrl(realm, back));
    const { clickedAt, doneAt } = await fox.page.evaluate(openPlainTabs, urls, back);
    return doneAt - clickedAt;
  };
  return { name: plainName(realms), once: () => inSessions(fox, realms, run) };
}

async function inSessions(
  { browser, page }: Fox,
  realms: BenchRealm[],
  run: (live: LiveRealm[]) => Promise<number>,
): Promise<Record<string, number>> {
  const live = await logIn(realms);
  await putCookies(browser, live);
  try {
    return { [FIGURE]: await run(live) };
  } finally {
    await page.evaluate(closeOtherTabs);
  }
}

async function putCookies(browser: Browser, live: LiveRealm[]): Promise<void> {
  const each = live.map(async ({ client, issuer }) => {
    const cookies = await client.cookies(`${issuer}/`);
    const rest = {
      domain: new URL(issuer).hostname,
      secure: true,
      httpOnly: true,
      sameSite: 'None' as const,
    };
    return cookies.map(({ key, value, path }) => ({ name: key, value, path: path ?? '/', ...rest }));
  });
  await browser.setCookie(...(await Promise.all(each)).flat());
}

/** Runs in a page of ours. */
async function closeOtherTabs(): Promise<void> {
  type Tab = { id: number };
  type Api = {
    tabs: {
      getCurrent(): Promise<Tab>;
      query(all: object): Promise<Tab[]>;
      remove(ids: number[]): Promise<void>;
    };
  };
  const { tabs } = (globalThis as unknown as { browser: Api }).browser;
  const own = await tabs.getCurrent();
  const others = (await tabs.query({})).filter(({ id }) => id !== own.id);
  await tabs.remove(others.map(({ id }) => id));
}
