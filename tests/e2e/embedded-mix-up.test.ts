import { describe, expect, it } from 'vitest';
import { type Claims, openHostileOp } from '../support/hostile-op.ts';
import {
  expectResult,
  expectState,
  expectText,
  LIMIT_MS,
  signedOutPage,
  signInByOtherApp,
  useBed,
} from './bed.ts';

const bed = useBed();

const NEITHER: Claims = { isKeycloak: false };

describe('an OP whose answers do not name it by a parameter', () => {
  it.each([
    ['as installed, as it does in a JWT', 'jwt', undefined, NEITHER],
    ['with all hosts allowed, as it is seen to answer', 'no', 'all', { ...NEITHER, names: 'jwt' }],
  ] as const)(
    'is signed out of %s, and a hostile one gets no code of it',
    async (_, names, allowed, claims) => {
      const realm = await bed.realm({ names });
      const hostile = await openHostileOp('hostile', realm.issuer, claims);
      try {
        await bed.launch(allowed && { allowed });
        await bed.configure('tab', realm, hostile);
        await signInByOtherApp(bed, realm);
        const popup = await bed.browser.openPopup();
        await expectState(popup, realm, 'signed-in');
        await expectText(popup, /alice/i);
        await expect.poll(() => hostile.sentOn(), { timeout: LIMIT_MS }).toBeGreaterThan(0);
        await expectState(popup, hostile, 'failed');
        await popup.click(`Sign out of ${realm.name}`);
        await expectResult(await signedOutPage(bed), realm, 'verified');
        expect(await realm.liveSessions()).toBe(0);
        expect(hostile.codes).toEqual([]);
      } finally {
        await hostile.close();
      }
    },
  );
});
