import { describe, expect, it } from 'vitest';
import type { Countdown } from '../../lib/contract/countdown.ts';
import type { Settings } from '../../lib/settings/schema.ts';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import type { TestRealm } from '../support/op.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  expectResult,
  expectText,
  itOnlyIn,
  settingsFor,
  signedOutPage,
  signInByOtherApp,
  useBed,
} from './bed.ts';

const bed = useBed();

const FIREFOX_TELLS = 'in Firefox no test can have its idle service told of input';

const TAKES_A_MINUTE =
  'it waits for a minute to come; in Firefox one that has passed is taken up, by the same code';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** Somebody is signed in, with rules as given. */
async function signedIn(rules: Partial<Settings['rules']>, asks = false): Promise<TestRealm> {
  const realm = await bed.realm();
  await bed.launch({ allowed: 'all', ...(asks && { asks: true }) });
  const settings = settingsFor('tab', realm);
  await bed.browser.configure({ ...settings, rules: { ...settings.rules, ...rules } });
  await signInByOtherApp(bed, realm);
  return realm;
}

/** Has a countdown stand, due in so many milliseconds, as a worker leaves it that the browser has stopped meanwhile. */
async function leaveCountdown(dueIn: number): Promise<TestPage> {
  const page = await bed.browser.openExtensionPage('/options.html');
  const now = Date.now();
  const standing: Countdown = { rule: 'idle', startedAt: now - 10_000, actAt: now + dueIn, minutes: 10 };
  await page.evaluate(async (countdown) => {
    type Api = { storage: { session: { set(items: object): Promise<void> } } };
    const globals = globalThis as unknown as { browser?: Api; chrome: Api };
    await (globals.browser ?? globals.chrome).storage.session.set({ 'normal/countdown': countdown });
  }, standing);
  return page;
}

describe('a rule', () => {
  itOnlyIn(
    'chromium',
    FIREFOX_TELLS,
    'signs out once nobody has touched a real keyboard for a minute',
    async () => {
      const idle = { on: true, minutes: 1 };
      const realm = await signedIn({ idle, countdown: 5 }, true);
      await waitFor('the session to end', async () => (await realm.liveSessions()) === 0, 100_000);
      await expectResult(await signedOutPage(bed), realm, 'verified');
      const activity = await bed.browser.openExtensionPage('/options.html#activity');
      await expectText(activity, 'Nobody used the computer');
    },
  );

  itOnlyIn('chromium', TAKES_A_MINUTE, 'of a time of day signs out at that time', async () => {
    // The next whole minute that is still ahead once somebody is signed in.
    const at = new Date(Date.now() + 80_000).toTimeString().slice(0, 5);
    const realm = await signedIn({ times: { on: true, at: [at], days: EVERY_DAY, spread: 0 }, countdown: 1 });
    expect(await realm.liveSessions()).toBe(1);
    await waitFor('the session to end', async () => (await realm.liveSessions()) === 0, 100_000);
    await expectResult(await signedOutPage(bed), realm, 'verified');
  });

  it('whose time has passed while the worker was stopped acts as soon as it wakes', async () => {
    const realm = await signedIn({ idle: { on: true, minutes: 10 } });
    const page = await leaveCountdown(-1_000);
    await bed.browser.stopWorker();
    expect(await realm.liveSessions()).toBe(1);
    await page.close();
    await bed.browser.openPopup();
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });
});

describe('the window of a countdown', () => {
  it('says how long it goes on and who is signed in; “Not now” calls it off', async () => {
    const realm = await signedIn({ idle: { on: true, minutes: 10 } });
    await leaveCountdown(200_000);
    const window = await bed.browser.openExtensionPage('/countdown.html');
    await expectText(window, /Signing out in 3:\d\d/);
    await expectText(window, 'Nobody has used this computer for 10 minutes.');
    await expectText(window, `Somebody is signed in (${realm.name})`);
    expect(await accessibilityFaults(window)).toEqual([]);
    await window.click('Not now');
    const isOver = () => document.querySelector('h1') === null;
    await waitFor('the countdown to be over', () => window.evaluate(isOver).catch(() => true));
    expect(await realm.liveSessions()).toBe(1);
  });

  it('“Sign out now” signs out at once', async () => {
    const realm = await signedIn({ idle: { on: true, minutes: 10 } });
    await leaveCountdown(200_000);
    const window = await bed.browser.openExtensionPage('/countdown.html');
    await window.click('Sign out now');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });
});
