import { describe, expect, inject, it } from 'vitest';
import type { Cause } from '../../lib/keycloak/diagnosis.ts';
import type { KeycloakAddress } from '../support/keycloak.ts';
import { readTest } from '../support/read-diagnosis.ts';
import { lastAccesses, setUpWrong } from '../support/setups.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectState, expectText, settingsFor, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();
// npm run score:setup tries all twenty; these are one of each way of finding out.
const SOME: Cause[] = [
  'server-unreachable',
  'realm-disabled',
  'client-unknown',
  'pkce-not-s256',
  'post-logout-uri',
  'clock-off',
];

function keycloak(): KeycloakAddress {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('these tests take a Keycloak');
  return op.keycloak;
}

describe('a test of a realm', () => {
  it.each(SOME)('names exactly what is wrong: %s', async (cause) => {
    const { realm, issuer, close } = await setUpWrong(bed.op, keycloak(), cause);
    await bed.launch({ allowed: 'all' });
    await bed.browser.configure(settingsFor('tab', { name: realm.name, issuer, through: 'registered' }));
    expect(await readTest(bed.browser, realm.name)).toEqual([cause]);
    await close();
  });

  it('leaves a live session alive, and its last access as it was', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    const before = await lastAccesses(realm, keycloak());
    // Keycloak counts whole seconds: what touched the session now would show.
    await waitFor('the next second but one', () => Date.now() > (before[0] ?? 0) + 2000);
    expect(await readTest(bed.browser, realm.name)).toEqual([]);
    expect(await lastAccesses(realm, keycloak())).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('begins by itself for a realm that has just been added', async () => {
    const realm = await bed.realm({ client: { redirectUris: ['https://elsewhere.example/*'] } });
    await bed.launch({ allowed: 'all' });
    const options = await bed.browser.openExtensionPage('/options.html');
    await expectText(options, 'Address of the realm');
    await options.evaluate(() => document.getElementById('address')?.focus());
    await options.type(realm.issuer);
    await options.click('Add realm');
    await expectText(options, '1 thing to put right.');
    await expectText(options, /Valid redirect URIs: add the address/);
  });

  it('is one click away from a row that says what Keycloak refused', async () => {
    const realm = await bed.realm({ client: { redirectUris: ['https://elsewhere.example/*'] } });
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', { ...realm, through: 'registered' });
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    // Keycloak's question finds somebody; who it is, it refuses to say to this redirect URI.
    await expectState(popup, realm, 'signed-in');
    await popup.click(`Test ${realm.name}`);
    const options = await bed.browser.findPage('/options.html');
    await expectText(options, 'The redirect URI is not registered.');
  });
});
