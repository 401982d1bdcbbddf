import { setTimeout as pause } from 'node:timers/promises';
import puppeteer, { type Browser, type CDPSession } from 'puppeteer-core';
import { ALICE, CHROMIUM_ID } from '../../tests/support/addresses.ts';
import { BUILT, withManifest } from '../../tests/support/browser.ts';
import { chromiumPath, QUIET } from '../../tests/support/chromium.ts';
import { fillSignInForm } from '../../tests/support/in-page.ts';
import { openProxy } from '../../tests/support/proxy.ts';
import { waitFor } from '../../tests/support/wait-for.ts';
import { allAsked, closePage, openExtensionPage, openToolbarPopup, writeRealms } from './extension.ts';
import type { Section, Series } from './figures.ts';
import type { BenchGround, BenchRealm } from './ground.ts';
import { type WorkerWatch, watchCpu, watchWorkers } from './worker-watch.ts';

const TEN_MINUTES_MS = 600_000;
const LIMIT_MS = 60_000;
const REQUESTS = 'requests to any OP while idle';

/** What a browser has done since it was left alone. */
type Seen = { idleMs: number; requests: number; cpuMs: number | null; workers: WorkerWatch };

/** A browser in which somebody is signed in, and which has been left alone since. */
export type IdleBrowser = {
  /** Leaves it alone until ten minutes are full. */
  untilTenMinutes(): Promise<void>;
  seen(): Promise<Section[]>;
};

/** Starts a browser of its own with the extension, signs somebody in, opens and closes the popup, and leaves it alone. */
export async function leaveAlone({ keycloak, realms, closeLater }: BenchGround): Promise<IdleBrowser> {
  let requests = 0;
  const proxy = await openProxy(Number(new URL(keycloak.url).port), () => {
    requests += 1;
    return null;
  });
  closeLater(proxy.close);
  const browser = await launchUnwatched();
  closeLater(() => browser.close());
  const name = realms[0]?.name ?? '';
  await signInOnce(browser, { name, issuer: `http://127.0.0.1:${proxy.port}/realms/${name}` });
  if (requests === 0) throw new Error('the idle browser does not go through the counting proxy');
  const seen = await watch(await browser.target().createCDPSession(), () => requests);
  const leftAt = Date.now();
  return {
    untilTenMinutes: () => pause(leftAt + TEN_MINUTES_MS - Date.now()),
    seen: async () => [sectionOf(await seen())],
  };
}

/** Without a debugger on the worker, which would keep it awake. */
function launchUnwatched(): Promise<Browser> {
  return puppeteer.launch({
    executablePath: chromiumPath(),
    headless: true,
    pipe: true,
    // A copy: what is built meanwhile must not change under the browser.
    enableExtensions: [withManifest(BUILT.chromium, () => ({}))],
    defaultViewport: null,
    targetFilter: (target) => target.type() !== 'service_worker',
    args: [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

async function signInOnce(browser: Browser, realm: BenchRealm): Promise<void> {
  const page = await openExtensionPage(browser, CHROMIUM_ID, '/signed-out.html');
  await writeRealms(page, [realm]);
  await page.goto(`${realm.issuer}/account/`);
  const fill = () => page.evaluate(fillSignInForm, ALICE.username, ALICE.password);
  await waitFor('the login form', fill, LIMIT_MS);
  await waitFor('the account page', () => page.evaluate(isSignedIn), LIMIT_MS);
  // It asks Keycloak by itself, which is not ours to count.
  await page.goto('about:blank');
  const popup = await openToolbarPopup(browser, CHROMIUM_ID, page);
  await allAsked(popup, 1);
  await waitFor('the popup to say all it can', () => popup.evaluate(saysAll), LIMIT_MS);
  await closePage(browser, popup);
}

/** Runs in a page of Keycloak. */
function isSignedIn(): boolean {
  return location.pathname.endsWith('/account/') && !document.querySelector('#kc-login');
}

/** Runs in the popup: what the session holds is the last thing that it asks the OP. */
function saysAll(): boolean {
  return document.querySelector('li[data-realm][data-state=signed-in] .holds') !== null;
}

async function watch(session: CDPSession, requests: () => number): Promise<() => Promise<Seen>> {
  const [began, requestsBefore] = [Date.now(), requests()];
  const [cpu, workers] = [await watchCpu(session), await watchWorkers(session)];
  return async () => ({
    idleMs: Date.now() - began,
    requests: requests() - requestsBefore,
    cpuMs: await cpu.end(),
    workers,
  });
}

function sectionOf({ idleMs, requests, cpuMs, workers }: Seen): Section {
  const one = (name: string, unit: Series['unit'], value: number): Series => ({
    name,
    unit,
    values: [value],
  });
  return {
    title: 'Idle: a browser left alone with somebody signed in',
    series: [
      one('left alone', 'ms', idleMs),
      one(REQUESTS, 'requests', requests),
      ...(cpuMs === null ? [] : [one("processor time of the extension's processes", 'ms', cpuMs)]),
    ],
    ratios: [],
    floors: [{ name: REQUESTS, measured: requests, atMost: 0, unit: 'requests' }],
    notes: [lifeOf(workers)],
  };
}

function lifeOf({ stops, starts }: WorkerWatch): string {
  const [first] = stops;
  if (first === undefined) return 'The browser had not stopped the worker yet.';
  const woken = starts.length === 0 ? 'nothing woke it again' : `it was woken ${starts.length} times`;
  return `The browser stopped the worker after ${Math.round(first / 1000)} s; ${woken}.`;
}
