import {
  type Finding,
  isClientRefused,
  readAccessToken,
  readAuthorizationAnswer,
  readClock,
  readDiscoveryAnswer,
  readEndAnswers,
  readLegacyAnswer,
  readTokenAnswer,
} from '../keycloak/diagnose.ts';
import { fixLine } from '../keycloak/fix-line.ts';
import { CHROMIUM_ID } from '../model/own-ids.ts';
import { CAUSES, type Cause, type CheckState, type RealmTest } from '../model/realm-test.ts';
import { type Discovery, discoveryUrl } from '../protocol/discovery.ts';
import type { Realm } from '../settings/schema.ts';
import { type Answer, ask } from './ask.ts';
import { LIMITS } from './limits.ts';
import type { Ports } from './ports.ts';
import { readSession, readStatus, TEST } from './records.ts';

/** What each later check needs of the ones before it. */
type Endpoints = Discovery & { end_session_endpoint: string };

const CHROMIUM_ORIGIN = `chrome-extension://${CHROMIUM_ID}`;

/** Any verifier's challenge will do, as no code ever comes of it. */
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/**
 * Tests the set-up of a realm and tells of each check as it ends. No request carries a cookie, so no session is touched: the
 * answers are errors, and what each error says is the result.
 */
export async function testRealm(realm: Realm, ports: Ports): Promise<void> {
  const test = startTest(realm, ports);
  await test.note({ wrong: {}, right: [] });
  try {
    await runChecks(realm, test, ports);
  } finally {
    await test.end();
  }
}

type Running = { note(finding: Finding): Promise<void>; has(cause: Cause): boolean; end(): Promise<void> };

function startTest(realm: Realm, ports: Ports): Running {
  const checks: RealmTest['checks'] = {};
  const write = (running: boolean) =>
    ports.session.set({ [TEST + realm.id]: { checks, running, worker: ports.worker } satisfies RealmTest });
  const { redirectUri, postLogoutUri, postLogoutTabUri, webOrigin } = ports.addresses;
  const own = { redirectUri, webOrigin, postLogoutUris: [postLogoutUri, postLogoutTabUri] };
  return {
    has: (cause) => checks[cause]?.state === 'wrong',
    note: async ({ wrong, right }) => {
      for (const cause of right) checks[cause] = { state: 'ok' };
      for (const [cause, details] of Object.entries(wrong) as [Cause, string[]][]) {
        const command = fixLine(cause, realm, own);
        checks[cause] = { state: 'wrong', details, ...(command && { command }) };
      }
      await write(true);
    },
    end: async () => {
      const anyWrong = Object.values(checks).some(({ state }) => state === 'wrong');
      const access = await ports.access.hasHost(realm.issuer);
      for (const cause of CAUSES)
        checks[cause] ??= { state: 'unknown', why: whyUnknown(cause, anyWrong, access) };
      await write(false);
    },
  };
}

function whyUnknown(
  cause: Cause,
  anyWrong: boolean,
  access: boolean,
): Extract<CheckState, { state: 'unknown' }>['why'] {
  if (cause === 'consent-required' || cause === 'account-audience') return anyWrong ? 'blocked' : 'signed-in';
  if (anyWrong) return 'blocked';
  return access ? 'answer' : 'access';
}

async function runChecks(realm: Realm, test: Running, ports: Ports): Promise<void> {
  const answer = await plainly(discoveryUrl(realm.issuer), {}, ports);
  if (!answer) {
    const there = await plainly(discoveryUrl(realm.issuer), { mode: 'no-cors' }, ports);
    const silent: Finding = { wrong: { unreachable: [new URL(realm.issuer).origin] }, right: [] };
    return test.note(there ? { wrong: {}, right: ['unreachable'] } : silent);
  }
  await test.note({ wrong: {}, right: ['unreachable'] });
  await test.note(readClock(answer.headers.get('Date'), ports.clock.now()));
  await test.note(readDiscoveryAnswer(realm.issuer, answer));
  if (
    ['not-an-op', 'realm-missing', 'issuer-differs', 'plain-http'].some((cause) => test.has(cause as Cause))
  )
    return;
  const endpoints = JSON.parse(answer.body) as Endpoints;
  await Promise.all([
    testClient(realm, endpoints, test, ports),
    testLegacy(endpoints, test, ports),
    testSession(realm, test, ports),
  ]);
}

async function testClient(realm: Realm, op: Endpoints, test: Running, ports: Ports): Promise<void> {
  const token = await askToken(realm, op, ports);
  if (!token) return;
  const { webOrigin } = ports.addresses;
  await test.note(readTokenAnswer(token, { clientId: realm.clientId, webOrigin }));
  if (!webOrigin) await testForChromium(realm, op, test, ports);
  if (test.has('realm-disabled')) return;
  const ends = await askEnds(realm, op, ports);
  if (isClientRefused(token)) return test.note(unknownOrDisabled(realm, ends));
  await test.note(readEndAnswers(ends));
  const form = await askAuthorization(realm, op, ports);
  if (!form || form.redirected) return;
  const fields = (await ports.pages.read(form.body)).values;
  const { redirectUri } = ports.addresses;
  await test.note(readAuthorizationAnswer(form, fields, { clientId: realm.clientId, redirectUri }));
}

/** This browser needs no Web Origin; people of the same realm who use Chromium do. */
async function testForChromium(realm: Realm, op: Endpoints, test: Running, ports: Ports): Promise<void> {
  // An address of its own, so that no other request goes out like this one.
  const address = withQuery(op.token_endpoint, { as: 'chromium' });
  if (!(await ports.access.carryOrigin(address, CHROMIUM_ORIGIN))) return;
  const answer = await plainly(address, { method: 'POST', body: exchange(realm, ports) }, ports);
  const finding = answer && readTokenAnswer(answer, { clientId: realm.clientId, webOrigin: CHROMIUM_ORIGIN });
  if (finding?.wrong['web-origin']) await test.note(finding);
}

/** Ending nothing in the name of a client works while it is disabled, and not where there is none. */
function unknownOrDisabled({ clientId }: Realm, ends: Ends): Finding {
  const known = ends.some(({ seen }) => seen.status !== 400);
  return known
    ? { wrong: { 'client-disabled': [clientId] }, right: ['client-unknown'] }
    : { wrong: { 'client-unknown': [clientId] }, right: [] };
}

type Ends = { uri: string; seen: Answer }[];

async function askEnds(realm: Realm, op: Endpoints, ports: Ports): Promise<Ends> {
  const { postLogoutUri, postLogoutTabUri } = ports.addresses;
  if (!op.end_session_endpoint) return [];
  const uris = [...new Set([postLogoutUri, postLogoutTabUri])];
  const asked = uris.map(async (uri) => {
    const query = { client_id: realm.clientId, post_logout_redirect_uri: uri, state: ports.secret() };
    const seen = await plainly(withQuery(op.end_session_endpoint, query), {}, ports);
    return seen ? [{ uri, seen }] : [];
  });
  return (await Promise.all(asked)).flat();
}

async function askToken(realm: Realm, op: Endpoints, ports: Ports): Promise<Answer | null> {
  // Where the browser's own way to the endpoint is not allowed, the answer says so.
  await ports.access.ensure(op).catch(() => undefined);
  return plainly(op.token_endpoint, { method: 'POST', body: exchange(realm, ports) }, ports);
}

function exchange({ clientId }: Realm, ports: Ports): URLSearchParams {
  return new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: ports.addresses.redirectUri,
    code: ports.secret(),
    code_verifier: ports.secret(),
  });
}

function askAuthorization(realm: Realm, op: Endpoints, ports: Ports): Promise<Answer | null> {
  const query = {
    client_id: realm.clientId,
    redirect_uri: ports.addresses.redirectUri,
    response_type: 'code',
    response_mode: 'form_post',
    scope: 'openid',
    prompt: 'none',
    state: ports.secret(),
    nonce: ports.secret(),
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  return plainly(withQuery(op.authorization_endpoint, query), {}, ports);
}

async function testLegacy(op: Endpoints, test: Running, ports: Ports): Promise<void> {
  if (!op.end_session_endpoint) return;
  const url = withQuery(op.end_session_endpoint, { redirect_uri: ports.addresses.redirectUri });
  const answer = await plainly(url, {}, ports);
  if (answer) await test.note(readLegacyAnswer(answer));
}

/** What only a signed-in person's browser can tell was found out when the popup asked; nobody is asked again. */
async function testSession(realm: Realm, test: Running, ports: Ports): Promise<void> {
  const session = await readSession(ports.session, realm.id, realm.issuer);
  const { failure } = await readStatus(ports.session, realm.id);
  if (session) await test.note(readAccessToken(session.accessToken));
  if (session) await test.note({ wrong: {}, right: ['consent-required'] });
  else if (failure?.code === 'interaction-needed')
    await test.note({ wrong: { 'consent-required': [realm.clientId] }, right: [] });
}

/** A request without cookies that follows no redirect; null where nothing came back that may be read. */
function plainly(url: string, init: RequestInit, ports: Ports): Promise<Answer | null> {
  const plain: RequestInit = { credentials: 'omit', redirect: 'manual', ...init };
  return ask(url, plain, { limitMs: LIMITS.request, step: 'test' }, ports).catch(() => null);
}

function withQuery(endpoint: string, query: Record<string, string>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
