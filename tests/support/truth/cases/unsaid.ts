import type { TestRealm } from '../../op.ts';
import { waitFor } from '../../wait-for.ts';
import { look } from '../act.ts';
import {
  ASKING,
  alwaysOffline,
  changeClient,
  growIdTokens,
  ignoreCookie,
  offlineSessions,
} from '../admin.ts';
import type { Fact, TruthCase } from '../case.ts';
import { factIs, headlineIs, isAnybodyIn, resultsAre, saysEnded, saysFailure } from '../expect.ts';
import { live, measure } from '../facts.ts';
import { signInAtAccount, signInByApp } from '../person.ts';
import { mayReachHosts } from '../rig.ts';
import { readPopup, type Screen } from '../screen.ts';
import { NEWEST } from '../servers.ts';
import type { Stage } from '../stage.ts';

/** What realms do not say of a session, or say in a way of their own. */
export const UNSAID: TruthCase[] = [
  {
    id: 't1a',
    what: 'the realm’s browser flow does not look at the cookie',
    servers: [NEWEST, '22.0.5', '18.0.2'],
    setUp: (stage, isFaulty) => withoutCookieStep(stage, isFaulty),
    expected: somebodyUnnamed,
  },
  {
    id: 't1b',
    what: 'the flow of this extension’s client does not look at the cookie',
    servers: [NEWEST, '22.0.5', '18.0.2'],
    setUp: (stage, isFaulty) => withoutCookieStep(stage, isFaulty, 'full-signout'),
    expected: somebodyUnnamed,
  },
  {
    id: 't13',
    what: 'every sign-in of the client is an offline session',
    servers: [NEWEST, '26.2.5'],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      if (isFaulty) await alwaysOffline(stage.server, realm);
      await stage.configure(realm);
      await signIn(stage, realm, isFaulty);
      // Each look may leave one.
      await (await look(stage.browser)).popup.close();
      const truth = async (): Promise<Fact[]> => {
        const value = await offlineSessions(stage.server, realm);
        return [await live(realm), { what: 'offline sessions', value, isIn: value > 0 }];
      };
      return { truth };
    },
    expected: (screen, facts) => [
      ...saysEnded(screen),
      ...resultsAre(screen, 'verified'),
      ...factIs(facts, 'live', 0),
      ...factIs(facts, 'offline sessions', 0),
    ],
  },
  {
    id: 't15',
    what: 'an id_token of 33 kB',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      if (isFaulty) await growIdTokens(stage.server, realm, 24_000);
      await stage.configure(realm);
      await signInAtAccount(stage, realm);
      return { truth: async () => [await live(realm)] };
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'signed-out'),
      ...resultsAre(screen, 'verified'),
      ...factIs(facts, 'live', 0),
    ],
  },
  {
    id: 't23',
    what: 'the client is to ask before a sign-out, and nobody is signed in',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const attributes = { 'logout.confirmation.enabled': 'true' };
      if (isFaulty)
        for (const client of ASKING) await changeClient(stage.server, realm, client, { attributes });
      await stage.configure(realm);
      if (!mayReachHosts(stage.rig)) await beRecognised(stage, realm);
      return { truth: async () => [await live(realm)] };
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'nothing'),
      ...resultsAre(screen, 'already-signed-out'),
      ...factIs(facts, 'live', 0),
    ],
  },
];

/** Where the page cannot be read only a client that was recognised once can tell that nobody is there. */
async function beRecognised(stage: Stage, realm: TestRealm): Promise<void> {
  await signInAtAccount(stage, realm);
  await (await look(stage.browser)).popup.close();
  await realm.endSessionsAsAdmin();
  // A popup that is opened first says what was so the last time, and so would what is clicked in it then.
  const { popup } = await look(stage.browser);
  await waitFor('the popup to know', async () => (await readPopup(popup))[realm.issuer] === 'signed-out');
  await popup.close();
}

async function withoutCookieStep(stage: Stage, isFaulty: boolean, client?: string) {
  const realm = await stage.realm();
  if (isFaulty) await ignoreCookie(stage.server, realm, client);
  await stage.configure(realm);
  await signIn(stage, realm, isFaulty);
  const { rows } = await look(stage.browser);
  const truth = async (): Promise<Fact[]> => [
    await live(realm),
    measure('popup', rows[realm.issuer] ?? ''),
    measure('answers the question', stage.server.name !== '18.0.2'),
  ];
  return { truth };
}

/** By another app as in the case; the twin's session is to hold no app, so that nothing is left to be said of one. */
async function signIn(stage: Stage, realm: TestRealm, isFaulty: boolean): Promise<void> {
  if (isFaulty) await signInByApp(stage.browser, realm.otherApp);
  else await signInAtAccount(stage, realm);
}

/** Ended by a way that needs no name, or said to be there without one. */
function somebodyUnnamed(screen: Screen, facts: Fact[]): string[] {
  const popup = facts.some(({ what, value }) => what === 'popup' && value === 'signed-out')
    ? ['the popup is not to say that nobody is signed in']
    : [];
  if (!isAnybodyIn(facts)) return [...popup, ...saysEnded(screen)];
  // Keycloak 18 refuses the question whoever is there, so that nobody can know.
  const canKnow = facts.some(({ what, value }) => what === 'answers the question' && value === true);
  if (!canKnow) return [...popup, ...headlineIs(screen, 'not-proven')];
  return [...popup, ...headlineIs(screen, 'somebody'), ...saysFailure(screen, 'somebody-unnamed')];
}
