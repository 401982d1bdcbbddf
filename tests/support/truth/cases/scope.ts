import type { TestPage } from '../../browser.ts';
import { createFormClient } from '../../form-client.ts';
import type { TestRealm } from '../../op.ts';
import { waitFor } from '../../wait-for.ts';
import { clickOnly, closeResult, look, questionNow, screenNow, signOutOf } from '../act.ts';
import { forbidManagingAccount, makeAdmin } from '../admin.ts';
import type { Fact, Scene, TruthCase } from '../case.ts';
import { factIs, headlineIs, isAnybodyIn, rowOf, saysFailure } from '../expect.ts';
import { live, measure, walksInto } from '../facts.ts';
import { signInAtAccount, signInAtAdminConsole, signInByApp } from '../person.ts';
import { mayReachHosts } from '../rig.ts';
import { isGreen, type Screen } from '../screen.ts';
import { NEWEST } from '../servers.ts';
import { listedApps, type Stage } from '../stage.ts';

/** What a click covers, and what it is to leave alone. */
export const SCOPE: TruthCase[] = [
  {
    id: 't4',
    what: 'a listed app on the host of another realm, and one realm is chosen',
    servers: [NEWEST, '22.0.5'],
    setUp: async (stage, isFaulty) => {
      const [a, b] = [await stage.realm(), await stage.realm()];
      const isListed = isFaulty || mayReachHosts(stage.rig);
      const own = isListed ? [await stage.app(a, { byNumber: isFaulty })] : [];
      await stage.configure([a, { apps: listedApps(own) }], b);
      if (own.length === 0) await signInAtAccount(stage, a);
      for (const app of own) await signInByApp(stage.browser, app);
      if (isFaulty) return besides(stage, a, b);
      await signInAtAccount(stage, b);
      return { truth: async () => [await live(a), await live(b, 'live in B')] };
    },
    expected: untouched,
  },
  {
    id: 't5',
    what: 'the admin console, on Keycloak’s own origin, is in the session of an administrator',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const [a, b] = [await stage.realm(), await stage.realm()];
      await stage.configure(a, b);
      if (!isFaulty) {
        await signInAtAccount(stage, a);
        return { truth: async () => [await live(a)] };
      }
      await makeAdmin(stage.server, a);
      await signInAtAdminConsole(stage, a);
      const scene = await besides(stage, a, b);
      const offered = await offer(stage, a);
      return { ...scene, truth: async () => [...(await scene.truth()), ...offered] };
    },
    expected: (screen, facts) => [
      ...untouched(screen, facts),
      ...factIs(facts, 'the admin console is offered', false),
      ...factIs(facts, 'it is taken when typed', false),
      ...factIs(facts, 'the reason is given', true),
    ],
  },
  {
    id: 't6',
    what: 'other devices are to be ended, and the person may not',
    servers: [NEWEST, '18.0.2'],
    notIn: {
      'chromium on 18.0.2':
        'its account API allows a page of another origin no DELETE, so no device can be ended there',
    },
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      if (isFaulty) await forbidManagingAccount(stage.server, realm);
      await stage.configure([realm, { otherDevices: true }]);
      await createFormClient().signIn(realm.issuer);
      await signInAtAccount(stage, realm);
      return { truth: async () => [await live(realm)] };
    },
    expected: (screen, facts) => {
      if (!isAnybodyIn(facts)) return headlineIs(screen, 'signed-out');
      return [
        ...(isGreen(screen) ? ['no green over a device that is left'] : []),
        ...(screen.devices === 'left' ? [] : saysFailure(screen, 'devices-left')),
        ...factIs(facts, 'live', 1),
      ];
    },
  },
  {
    id: 't21',
    what: 'one realm waits for a person, and everything is signed out of once more',
    servers: ['oidc-provider'],
    setUp: async (stage, isFaulty) => {
      const [a, b] = [await stage.realm({ asks: isFaulty }), await stage.realm()];
      await stage.configure(a, b);
      await signInByApp(stage.browser, a.otherApp);
      const truth = async (): Promise<Fact[]> => [await live(a, 'live in A'), await live(b, 'live in B')];
      return { truth, ...(isFaulty && { act: () => whileItWaits(stage, a, b) }) };
    },
    expected: (screen, facts) => [
      ...factIs(facts, 'live in A', 1),
      ...factIs(facts, 'live in B', 0),
      ...(screen.rows.length === 2 ? [] : ['the row of the realm that waits is to be there']),
      ...(isGreen(screen) ? ['no green while a realm waits'] : []),
    ],
  },
];

/** Signs alice in to an app of realm B; the click is for A alone, and B is to stay as it is. */
async function besides(stage: Stage, a: TestRealm, b: TestRealm): Promise<Scene> {
  const other = await stage.app(b, { host: 'board', name: 'Board' });
  await signInByApp(stage.browser, other);
  const truth = async (): Promise<Fact[]> => [
    await live(a),
    measure('live in B', await b.liveSessions()),
    measure('popup of B', (await look(stage.browser)).rows[b.issuer] ?? ''),
    await walksInto(stage, other, 'B lets alice in'),
  ];
  return { act: () => signOutOf(stage, a), truth };
}

function untouched(screen: Screen, facts: Fact[]): string[] {
  return [
    ...headlineIs(screen, 'signed-out-of', 'apps'),
    ...factIs(facts, 'live', 0),
    ...factIs(facts, 'live in B', 1),
    ...factIs(facts, 'popup of B', 'signed-in'),
    ...factIs(facts, 'B lets alice in', true),
  ];
}

/** What the options say of an app on Keycloak's own origin: offered by itself, and typed by hand. */
async function offer({ browser }: Stage, realm: TestRealm): Promise<Fact[]> {
  await look(browser);
  const { origin } = new URL(realm.issuer);
  const options = await browser.openExtensionPage('/options.html');
  await waitFor('the options', () =>
    options.evaluate(() => document.querySelector('textarea[id^=apps-]') !== null),
  );
  const offered = await options.evaluate(() =>
    /security.admin.console/i.test(document.body.textContent ?? ''),
  );
  const reason = await typeApp(options, `${origin} Console`);
  const taken = await options.evaluate(storedApps);
  await options.close();
  return [
    measure('the admin console is offered', offered),
    measure('it is taken when typed', taken.includes(origin)),
    measure('the reason is given', reason !== ''),
  ];
}

/** Types a line into the first realm's list of apps. @returns what the page objects; empty where it takes the line. */
async function typeApp(options: TestPage, line: string): Promise<string> {
  await options.evaluate((text) => {
    const field = document.querySelector<HTMLTextAreaElement>('textarea[id^=apps-]');
    if (!field) return;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, line);
  return options.evaluate(async () => {
    const form = document.querySelector<HTMLTextAreaElement>('textarea[id^=apps-]')?.form;
    form?.requestSubmit();
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (const _ of Array.from({ length: 30 })) await frame();
    return form?.querySelector('[role=alert]')?.textContent ?? '';
  });
}

/** Runs in a page of the extension: the origins of all apps in the settings. */
async function storedApps(): Promise<string[]> {
  type Stored = { settings?: { realms: { apps: { origin: string }[] }[] } };
  type Api = { storage: { local: { get(key: string): Promise<Stored> } } };
  const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
  const { settings } = await (browser ?? chrome).storage.local.get('settings');
  return (settings?.realms ?? []).flatMap(({ apps }) => apps.map(({ origin }) => origin));
}

/** Signs out of A, which asks; signs in to B; signs out of everything again. */
async function whileItWaits({ browser }: Stage, a: TestRealm, b: TestRealm): Promise<Screen> {
  await clickOnly(browser);
  await waitFor('A’s question', () => questionNow(browser, a), 60_000);
  await closeResult(browser);
  await signInByApp(browser, b.otherApp);
  await clickOnly(browser);
  const told = async () => {
    const screen = await screenNow(browser);
    return screen && rowOf(screen, b)?.result ? screen : null;
  };
  return waitFor('B’s result', told, 60_000);
}
