import type { TestRealm } from '../../op.ts';
import type { Answer, Instead } from '../../proxy.ts';
import { waitFor } from '../../wait-for.ts';
import { clickOnly, closeResult, look, questionNow, screenNow, settle, signOutOfEverything } from '../act.ts';
import { changeRealm } from '../admin.ts';
import type { Fact, Scene, TruthCase } from '../case.ts';
import { factIs, headlineIs, isAnybodyIn, resultsAre } from '../expect.ts';
import { live, measure } from '../facts.ts';
import { forgetCookies, signInAtAccount, signInByApp, swapSession } from '../person.ts';
import { mayReachHosts } from '../rig.ts';
import type { Screen } from '../screen.ts';
import { NEWEST } from '../servers.ts';
import type { Stage } from '../stage.ts';

const TOKEN_SECONDS = 10;

const PAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Maintenance</title><p>We are back soon</p>',
};

/** Sessions that the browser no longer names, or names another for. */
export const SESSIONS: TruthCase[] = [
  {
    id: 't16a',
    what: 'a remembered session whose token has expired, and end-session answers with a page',
    servers: [NEWEST, '22.0.5'],
    setUp: (stage, isFaulty) => remembered(stage, isFaulty ? PAGE : null),
    expected: keptOrEnded,
  },
  {
    id: 't16b',
    what: 'a remembered session whose token has expired, and end-session does not answer',
    servers: [NEWEST],
    setUp: (stage, isFaulty) => remembered(stage, isFaulty ? 'silence' : null),
    expected: keptOrEnded,
  },
  {
    id: 't18',
    what: 'between the look and the end the browser comes to hold another session',
    servers: [NEWEST, '22.0.5', '18.0.2'],
    setUp: async (stage, isFaulty) => {
      const gate = openGate();
      const realm = await stage.realmBehind(gate.instead);
      await stage.configure(realm);
      await signInAtAccount(stage, realm);
      const swap = isFaulty ? () => swapSession(stage, realm) : async () => undefined;
      const swapped = gate.arm(swap);
      const truth = async (): Promise<Fact[]> => [await live(realm), measure('swapped', swapped())];
      return { truth };
    },
    expected: (screen, facts) => [...factIs(facts, 'swapped', true), ...bothEnded(screen, facts)],
  },
  {
    id: 't19',
    what: 'a sign-out waits for a person until its token has expired and the cookies are gone',
    servers: [NEWEST, 'oidc-provider'],
    setUp: async (stage, isFaulty) => {
      const realm = await realmThatAsks(stage, isFaulty);
      await stage.configure(realm);
      if (stage.server.name === 'oidc-provider') await signInByApp(stage.browser, realm.otherApp);
      else await signInAtAccount(stage, realm);
      const truth = async (): Promise<Fact[]> => [await live(realm)];
      return { truth, ...(isFaulty && { act: () => waitTooLong(stage, realm) }) };
    },
    expected: (screen, facts) =>
      isAnybodyIn(facts)
        ? [...headlineIs(screen, 'not-proven'), ...resultsAre(screen, 'unverified', 'failed')]
        : headlineIs(screen, 'signed-out'),
  },
  {
    id: 't20',
    what: 'a session that was looked at lives on while the browser holds another',
    servers: [NEWEST, '22.0.5', '18.0.2'],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      await stage.configure(realm);
      await signInAtAccount(stage, realm);
      await (await look(stage.browser)).popup.close();
      if (isFaulty) await swapSession(stage, realm);
      return { truth: async () => [await live(realm)] };
    },
    expected: bothEnded,
  },
];

function bothEnded(screen: Screen, facts: Fact[]): string[] {
  return [
    ...headlineIs(screen, 'signed-out'),
    ...resultsAre(screen, 'verified'),
    ...factIs(facts, 'live', 0),
  ];
}

/** @param answer of end-session from the click on; null lets it through. */
async function remembered(stage: Stage, answer: Answer | 'silence' | null): Promise<Scene> {
  let now: Answer | 'silence' | null = null;
  const realm = await stage.realmBehind(({ path }) => (isEndSession(path) ? now : null));
  await changeRealm(stage.server, realm, { accessTokenLifespan: TOKEN_SECONDS });
  await stage.configure(realm);
  await signInAtAccount(stage, realm);
  await (await look(stage.browser)).popup.close();
  await expiry(Date.now());
  await forgetCookies(stage, realm);
  now = answer;
  const truth = async (): Promise<Fact[]> => {
    const first = await live(realm);
    now = null;
    if (!first.isIn) return [first];
    // The tokens have to be kept: once the server is well, one more click ends the session.
    await closeResult(stage.browser);
    await signOutOfEverything(stage);
    return [first, measure('live after one more click', await realm.liveSessions())];
  };
  return { truth };
}

function keptOrEnded(screen: Screen, facts: Fact[]): string[] {
  if (!isAnybodyIn(facts)) return headlineIs(screen, 'signed-out');
  return [
    ...headlineIs(screen, 'not-proven', 'somebody'),
    ...resultsAre(screen, 'unverified', 'failed'),
    ...factIs(facts, 'live after one more click', 0),
  ];
}

function isEndSession(path: string): boolean {
  return path.includes('/protocol/openid-connect/logout');
}

/** @param from the time at which a token was the newest, milliseconds since 1970. */
async function expiry(from: number): Promise<void> {
  const isOver = () => Date.now() > from + (TOKEN_SECONDS + 1) * 1000;
  await waitFor('the token to expire', isOver, (TOKEN_SECONDS + 5) * 1000);
}

/** Lets something happen while the first request for tokens waits. */
function openGate() {
  let armed: (() => Promise<void>) | null = null;
  let passed = false;
  const instead: Instead = async ({ method, path }) => {
    if (!armed || method !== 'POST' || !path.endsWith('/protocol/openid-connect/token')) return null;
    const run = armed;
    armed = null;
    await run();
    passed = true;
    return null;
  };
  return {
    instead,
    /** @returns whether it has happened. */
    arm: (run: () => Promise<void>): (() => boolean) => {
      armed = run;
      return () => passed;
    },
  };
}

/** A realm whose end-session always asks the person, and whose tokens live shortly where that is the fault. */
async function realmThatAsks(stage: Stage, isFaulty: boolean): Promise<TestRealm> {
  if (stage.server.name === 'oidc-provider')
    return stage.realm({ asks: true, ...(isFaulty && { accessTokenSeconds: TOKEN_SECONDS }) });
  // As installed nobody sees that a question keeps the session, and not a provider: that is no green, so the twin does not ask.
  if (!isFaulty && !mayReachHosts(stage.rig)) return stage.realm();
  const realm = await keycloakThatAsks(stage);
  if (isFaulty) await changeRealm(stage.server, realm, { accessTokenLifespan: TOKEN_SECONDS });
  return realm;
}

/** Keycloak asks where a request names nothing, so the proxy takes what it names away. */
function keycloakThatAsks(stage: Stage): Promise<TestRealm> {
  return stage.realmBehind(({ method, path }) => {
    const [bare = ''] = path.split('?');
    const isNamed = method === 'GET' && bare.endsWith('/logout') && path.includes('id_token_hint=');
    return isNamed ? { status: 302, headers: { location: bare } } : null;
  });
}

/** The person lets the question stand until the token has expired, deletes the cookies, and closes the tab. */
async function waitTooLong(stage: Stage, realm: TestRealm): Promise<Screen> {
  const { browser } = stage;
  await clickOnly(browser);
  const clickedAt = Date.now();
  const asks = async () => {
    const screen = await screenNow(browser);
    if (screen && screen.headline !== 'working') return screen;
    return questionNow(browser, realm);
  };
  const question = await waitFor('the question, or the end', asks, 60_000);
  // Where the extension answers the question by itself nobody is waited for.
  if ('headline' in question) return question;
  await expiry(clickedAt);
  await forgetCookies(stage, realm);
  await question.close();
  return settle(browser);
}
