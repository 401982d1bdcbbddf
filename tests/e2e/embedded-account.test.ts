import { describe, expect, it } from 'vitest';
import { expectResult, expectText, openSignedIn, signedOutPage, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();
const json = (status: number, body: unknown) => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});
const clients = Array.from({ length: 5000 }, (_, at) => ({ clientId: `app-${at}`, clientName: `App ${at}` }));
const HUGE = [{ sessions: [{ id: 'any', current: true, clients }] }];

describe('a realm whose account API', () => {
  it.each([
    ['answers 401', json(401, {})],
    ['answers 403', json(403, {})],
    ['answers with a page', { status: 200, type: 'text/html', body: '<!doctype html><p>Account' }],
    ['does not answer', 'silent' as const],
  ])('%s shows less, and the sign-out is verified all the same', async (_name, account) => {
    const realm = await bed.realm({ account });
    await bed.launch({ allowed: 'all' });
    const popup = await openSignedIn(bed, 'tab', realm);
    await popup.click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('names thousands of apps is cut to what a person can read', async () => {
    const realm = await bed.realm({ account: json(200, HUGE) });
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    await expectText(popup, '200 apps');
    await popup.click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
  });
});
