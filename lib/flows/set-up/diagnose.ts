import { failureOf } from '../../errors/step-error.ts';
import { BUILT_IN_CLIENT_ID } from '../../keycloak/built-in-client.ts';
import {
  type Finding,
  isClientRefused,
  openRedirectUri,
  readAuthorizationAnswer,
  readClock,
  readDiscoveryAnswer,
  readEndAnswers,
  readLegacyAnswer,
  readOpenRedirect,
  readRedirectUris,
  readTokenAnswer,
} from '../../keycloak/diagnose-answers.ts';
import type { Cause } from '../../keycloak/diagnosis.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import { CHROMIUM_ORIGIN } from '../../keycloak/own-ids.ts';
import { discoveryUrl, readDiscovery } from '../../protocol/discovery.ts';
import { plainIssuer } from '../../protocol/issuer.ts';
import { parseJson } from '../../protocol/json.ts';
import type { Realm } from '../../settings/schema.ts';
import { readStatus, TEST } from '../kernel/records.ts';
import { forgetRefusals } from '../kernel/refusals.ts';
import {
  type Answers,
  askAuthorizations,
  askEnd,
  askEnds,
  askTokenEndpoint,
  type DiagnosisPorts,
  type Endpoints,
  exchange,
  isBuiltInKnown,
  plainly,
  withQuery,
} from './diagnose-questions.ts';
import { type Running, startTest } from './diagnose-report.ts';

export type { DiagnosisPorts };

/** What leaves nothing more to ask, or nobody to ask it of. */
const LAST: Cause[] = ['not-an-op', 'realm-missing', 'issuer-differs', 'plain-http'];

/**
 * Tests the set-up of a realm and tells of each check as it ends. No request carries a cookie, so no session is touched: the
 * answers are errors, and what each error says is the result.
 */
export async function diagnoseRealm(realm: Realm, ports: DiagnosisPorts): Promise<void> {
  const test = startTest(realm, ports);
  await test.note({ wrong: {}, right: [] });
  // What was refused before may be mended: who does not know it yet is told so by the next look.
  await forgetRefusals(ports.session, realm.id);
  try {
    await runChecks(realm, test, ports);
  } finally {
    await test.end();
  }
}

/** Forgets a realm's test. */
export function dropDiagnosis(realmId: string, { session }: DiagnosisPorts): Promise<void> {
  return session.remove([TEST + realmId]);
}

async function runChecks(realm: Realm, test: Running, ports: DiagnosisPorts): Promise<void> {
  const answer = await plainly(discoveryUrl(realm.issuer), {}, ports);
  if (!answer) {
    const there = await plainly(discoveryUrl(realm.issuer), { mode: 'no-cors', redirect: 'follow' }, ports);
    const silent: Finding = { wrong: { unreachable: [new URL(realm.issuer).origin] }, right: [] };
    return test.note(there ? { wrong: {}, right: ['unreachable'] } : silent);
  }
  await test.note({ wrong: {}, right: ['unreachable'] });
  await test.note(readClock(answer.headers.get('Date'), ports.clock.now()));
  await test.note(readDiscoveryAnswer(realm.issuer, answer));
  if (LAST.some(test.has)) return;
  const endpoints = endpointsIn(realm, answer.body);
  if ('wrong' in endpoints) return test.note(endpoints);
  await Promise.all([
    testClient(realm, endpoints, isKeycloak(endpoints), test, ports),
    testLegacy(endpoints, test, ports),
    testSession(realm, test, ports),
  ]);
}

/** Where a realm may be asked; what a look would refuse a test does not ask either. */
function endpointsIn({ issuer }: Realm, body: string): Endpoints | Finding {
  try {
    return readDiscovery(issuer, parseJson(body)) as Endpoints;
  } catch (error) {
    const { code, details } = failureOf(error);
    const [, named] = details;
    const wrong =
      code === 'issuer-mismatch'
        ? { 'issuer-differs': [plainIssuer(named ?? '')] }
        : { 'not-an-op': [issuer] };
    return { wrong, right: [] };
  }
}

async function testClient(
  realm: Realm,
  op: Endpoints,
  keycloak: boolean,
  test: Running,
  ports: DiagnosisPorts,
): Promise<void> {
  if (realm.client === 'built-in') return testBuiltIn(op, test, ports);
  const token = await askTokenEndpoint(realm, op, ports);
  if (!token) return;
  const isRefused = isClientRefused(token);
  const { webOrigin } = ports.addresses;
  await test.note(readTokenAnswer(token, { clientId: realm.clientId, webOrigin }));
  if (!webOrigin) await testForChromium(realm, op, test, ports);
  if (test.has('realm-disabled')) return;
  const ends = await askEnds(realm, op, ports);
  if (isRefused) {
    const isAsked = realm.client !== 'registered' && keycloak && (await ports.access.hasHost(op.issuer));
    return isAsked ? testBuiltIn(op, test, ports) : test.note(unknownOrDisabled(realm, ends));
  }
  await test.note(readEndAnswers(ends, keycloak));
  await testRisk(realm, op, test, ports);
  const forms = await askAuthorizations(realm, op, ports);
  if (forms.length === 0) return;
  await test.note(readRedirectUris(forms));
  const taken = forms.find(({ seen }) => seen.status !== 400);
  const page = taken && (await ports.pages.read(taken.seen.body).catch(() => null));
  if (page) await test.note(readAuthorizationAnswer(page.forms[0]?.values ?? {}, realm.clientId));
}

/** The built-in client, through which a realm is asked where nothing is registered. */
async function testBuiltIn(op: Endpoints, test: Running, ports: DiagnosisPorts): Promise<void> {
  const works = await isBuiltInKnown(op, ports);
  if (works === null) return;
  await test.note(
    works
      ? { wrong: {}, right: ['built-in-client'] }
      : { wrong: { 'built-in-client': [BUILT_IN_CLIENT_ID] }, right: [] },
  );
}

/** What an earlier version had admins register, and is an open redirect on some servers. */
async function testRisk(realm: Realm, op: Endpoints, test: Running, ports: DiagnosisPorts): Promise<void> {
  const uri = openRedirectUri(realm.issuer);
  const seen = await askEnd(realm, op, uri, ports);
  if (seen) await test.note(readOpenRedirect(uri, seen));
}

/** This browser needs no Web Origin; people of the same realm who use Chromium do. */
async function testForChromium(
  realm: Realm,
  op: Endpoints,
  test: Running,
  ports: DiagnosisPorts,
): Promise<void> {
  // An address of its own, so that no other request goes out like this one.
  const address = withQuery(op.token_endpoint, { as: 'chromium' });
  if (!(await ports.access.carryOrigin(realm.issuer, address, CHROMIUM_ORIGIN))) return;
  const answer = await plainly(address, { method: 'POST', body: exchange(realm, ports) }, ports);
  const finding = answer && readTokenAnswer(answer, { clientId: realm.clientId, webOrigin: CHROMIUM_ORIGIN });
  if (finding?.wrong['web-origin']) await test.note(finding);
}

/** Ending nothing in the name of a client works while it is disabled, and not where there is none. */
function unknownOrDisabled({ clientId }: Realm, ends: Answers): Finding {
  const known = ends.some(({ seen }) => seen.status !== 400);
  return known
    ? { wrong: { 'client-disabled': [clientId] }, right: ['client-unknown'] }
    : { wrong: { 'client-unknown': [clientId] }, right: [] };
}

async function testLegacy(op: Endpoints, test: Running, ports: DiagnosisPorts): Promise<void> {
  if (!op.end_session_endpoint) return;
  const url = withQuery(op.end_session_endpoint, { redirect_uri: ports.addresses.redirectUri });
  const answer = await plainly(url, {}, ports);
  if (answer) await test.note(readLegacyAnswer(answer));
}

/** What only a signed-in person's browser can tell was found out when the popup asked; nobody is asked again. */
async function testSession(realm: Realm, test: Running, ports: DiagnosisPorts): Promise<void> {
  const finding = await ports.testSession(realm.id);
  const { failure } = await readStatus(ports.session, realm.id);
  if (finding) await test.note(finding);
  if (finding) await test.note({ wrong: {}, right: ['consent-required'] });
  else if (failure?.code === 'interaction-needed')
    await test.note({ wrong: { 'consent-required': [realm.clientId] }, right: [] });
}
