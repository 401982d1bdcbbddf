import { describe, expect, inject } from 'vitest';
import type { RealmOptions, TestRealm } from '../support/op.ts';
import {
  answerQuestion,
  expectResult,
  expectState,
  expectText,
  expectWaiting,
  signedOutPage,
  signInByPopup,
  useBed,
} from './bed.ts';
import { itShows } from './shows.ts';

const bed = useBed();

/** Whether the person has allowed the OP's host. Firefox asks for it with the realm, so there it always is. */
const RIGS = inject('browser') === 'firefox' ? ['allowed'] : ['as installed', 'allowed'];

/** Signs in and out of an OP, and tells what came of it. */
async function signInAndOut(realm: TestRealm): Promise<string> {
  const popup = await bed.browser.openPopup();
  await signInByPopup(bed, popup, realm);
  expect(await realm.liveSessions()).toBe(1);
  await (await bed.browser.openPopup()).click('Sign out of everything');
  return 'clicked';
}

async function expectProven(realm: TestRealm): Promise<void> {
  const page = await signedOutPage(bed);
  await expectResult(page, realm, 'verified');
  await expectText(page, 'You are signed out');
  expect(await realm.liveSessions()).toBe(0);
}

/** The ways in which an OP may do otherwise than Keycloak, and still end a session that is then proven to have ended. */
const PROVEN: [what: string, options: RealmOptions][] = [
  ['gives no `state` back', { variant: 'no state' }],
  ['gives another `state` back', { variant: 'another state' }],
  ['adds parameters of its own', { variant: 'more parameters' }],
  ['never leads back', { variant: 'no way back' }],
  ['has a slash at the end of its issuer', { variant: 'final slash' }],
  ['names itself in a JWT, and not by `iss`', { names: 'jwt' }],
  ['has no userinfo', { variant: 'no userinfo' }],
  ['has its token endpoint on another host', { variant: 'tokens elsewhere' }],
];

describe.each(RIGS)('an OP that is no Keycloak, %s,', (rig) => {
  const launch = () => bed.launch(rig === 'allowed' ? { allowed: 'all' } : {});

  for (const [what, options] of PROVEN)
    itShows(`${what} (${rig})`, `and ${what}, is signed out of, proven`, async () => {
      const realm = await bed.realm(options);
      await launch();
      await bed.configure('tab', realm);
      await signInAndOut(realm);
      await expectProven(realm);
      return 'proven';
    });

  itShows(
    `always asks (${rig})`,
    'and always asks, is signed out of once the person has said yes, proven',
    async () => {
      const realm = await bed.realm({ asks: true });
      await launch();
      await bed.configure('tab', realm);
      await signInAndOut(realm);
      await expectWaiting(bed);
      await answerQuestion(bed);
      await expectProven(realm);
      return 'asks you, proven';
    },
  );

  itShows(
    `has its end-session endpoint on another host (${rig})`,
    'and has its end-session endpoint on another host, which would be visited with its cookies, is refused by name',
    async () => {
      const realm = await bed.realm({ variant: 'sign-out elsewhere' });
      await launch();
      await bed.configure('tab', realm);
      const popup = await bed.browser.openPopup();
      await expectState(popup, realm, 'failed');
      await expectText(popup, new RegExp(`http://localhost:${new URL(realm.issuer).port}`));
      return 'refused, and says why';
    },
  );
});
