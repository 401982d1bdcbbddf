import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { APP_DEFAULTS } from '../../lib/settings/schema.ts';
import type { App } from '../support/apps/app.ts';
import { openServerSideApp } from '../support/apps/server-side.ts';
import { connectUpstream, UPSTREAM } from '../support/apps/upstream.ts';
import { signInToApp } from '../support/apps/visit.ts';
import type { TestPage } from '../support/browser.ts';
import { adminOf } from '../support/keycloak.ts';
import type { TestRealm } from '../support/op.ts';
import { expectText, settingsFor, signedOutPage, useBed } from './bed.ts';

const bed = useBed();
let realm: TestRealm;
let upstream: TestRealm;
let app: App;

beforeAll(async () => {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('providers need Keycloak');
  const asAdmin = adminOf(op.keycloak);
  realm = await bed.realm();
  upstream = await bed.realm({ host: 'localhost' });
  await connectUpstream(asAdmin, realm, upstream, {});
  // It asks for a sign-in at once, through the provider, which lets in whoever is signed in there.
  const eager = { learns: 'never', eager: true, extra: { kc_idp_hint: UPSTREAM } } as const;
  app = await openServerSideApp({
    host: `eager-${process.pid}`,
    name: 'Eager',
    issuer: realm.issuer,
    ...eager,
  });
  await asAdmin(async (admin) => void (await admin.clients.create({ realm: realm.name, ...app.client })));
});
beforeEach(async () => {
  await realm.endSessionsAsAdmin();
  await upstream.endSessionsAsAdmin();
});
afterAll(() => app.close());

/** Alice comes in through the provider, whose own session nobody ends here, and leaves the app's tab open. */
async function signOut(): Promise<TestPage> {
  await signInToApp(bed.browser, app);
  await (await bed.browser.openPopup()).click('Sign out of everything');
  const page = await signedOutPage(bed);
  await expectText(page, /Keycloak has signed you out/);
  return page;
}

/** What the result says of the app; the newest, where its page shows several. */
function marksOf(page: TestPage): Promise<string> {
  const read = (key: string) =>
    document.querySelector(`[data-app="${key}"]`)?.getAttribute('data-marks') ?? '';
  return page.evaluate(read, app.origin);
}

const isOpen = async (): Promise<boolean> =>
  (await bed.browser.addresses()).some((address) => address.startsWith(app.origin));

describe('an app whose tab, loaded again, signs the person in through a provider', () => {
  it.each([
    ['all hosts are allowed', (): 'all' | string[] => 'all'],
    ['only its own host is', (): 'all' | string[] => [app.origin]],
  ])('has that tab closed, from then on at once, which its row says: where %s', async (_, allowed) => {
    await bed.launch({ allowed: allowed() });
    const settings = settingsFor('tab', realm);
    const apps = [{ ...APP_DEFAULTS, origin: app.origin, label: 'Eager' }];
    await bed.browser.configure({
      ...settings,
      realms: settings.realms.map((one) => ({ ...one, apps })),
      // Found by its cookie, the provider's realm would be signed out of too.
      ignored: [upstream.issuer],
    });
    const first = await signOut();
    await expectText(first, 'its tabs closed, because loading them again signed you in');
    expect(await marksOf(first)).toMatch(/^in-session cleared reloaded not-reloaded/);
    expect([await isOpen(), await realm.liveSessions(), await upstream.liveSessions()]).toEqual([
      false,
      0,
      1,
    ]);
    await first.close();
    const second = await signOut();
    expect(await marksOf(second)).toMatch(/^in-session cleared not-reloaded/);
    expect([await isOpen(), await realm.liveSessions()]).toEqual([false, 0]);
  });
});
