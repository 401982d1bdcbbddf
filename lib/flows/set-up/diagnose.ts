import type { Failure } from '../../errors/failure.ts';
import { failureOf } from '../../errors/step-error.ts';
import { type Finding, readLegacyAnswer } from '../../keycloak/diagnose-answers.ts';
import { readClock, readCors, readDiscoveryAnswer } from '../../keycloak/diagnose-discovery.ts';
import { type Cause, type Diagnosis, placeOfSetting } from '../../keycloak/diagnosis.ts';
import { settingNamed } from '../../keycloak/realm-setting.ts';
import { readDiscovery } from '../../protocol/discovery.ts';
import { plainIssuer } from '../../protocol/issuer.ts';
import { parseJson } from '../../protocol/json.ts';
import type { Realm } from '../../settings/schema.ts';
import { readOne, readStatus, TEST } from '../kernel/records.ts';
import { forgetRefusals } from '../kernel/refusals.ts';
import { testClient } from './diagnose-client.ts';
import {
  askDocument,
  type DiagnosisPorts,
  type Endpoints,
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

/** Forgets a realm's test that is not over. Call it while no page may be at work on it. */
export async function dropUnfinished(realmId: string, { session }: DiagnosisPorts): Promise<void> {
  const test = await readOne<Diagnosis>(session, TEST + realmId);
  if (test?.running) await session.remove([TEST + realmId]);
}

async function runChecks(realm: Realm, test: Running, ports: DiagnosisPorts): Promise<void> {
  const answer = await askDocument(realm.issuer, test, ports);
  if (!answer) return;
  await test.note({ wrong: {}, right: ['server-unreachable'] });
  await test.note(readClock(answer.headers.get('Date'), ports.clock.now()));
  await test.note(readCors(answer.headers.get('Access-Control-Allow-Origin')));
  await test.note(readDiscoveryAnswer(realm.issuer, answer));
  if (LAST.some(test.has)) return;
  const endpoints = endpointsIn(realm, answer.body);
  if ('wrong' in endpoints) return test.note(endpoints);
  const [clientId] = await Promise.all([
    testClient(realm, endpoints, test, ports),
    testLegacy(endpoints, test, ports),
  ]);
  await testSession(realm, clientId, test, ports);
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

async function testLegacy(op: Endpoints, test: Running, ports: DiagnosisPorts): Promise<void> {
  if (!op.end_session_endpoint) return;
  const url = withQuery(op.end_session_endpoint, { redirect_uri: ports.addresses.redirectUri });
  const answer = await plainly(url, 'end-session', test, ports);
  if (answer) await test.note(readLegacyAnswer(answer));
}

/** What only a signed-in person's browser can tell was found out when the popup asked; nobody is asked again. */
async function testSession(
  realm: Realm,
  clientId: string,
  test: Running,
  ports: DiagnosisPorts,
): Promise<void> {
  const finding = await ports.testSession(realm.id);
  if (finding) await test.note(withPlaces(finding), clientId);
  const { failure } = await readStatus(ports.session, realm.id);
  const wrong = failure ? wrongByLook(failure, clientId) : {};
  await test.note({ wrong, right: [] }, clientId);
}

/** What the popup's look has met, and a test cannot. */
function wrongByLook({ code, details }: Failure, clientId: string): Finding['wrong'] {
  if (code === 'interaction-needed') return { 'consent-required': [clientId] };
  if (code === 'account-disabled') return { 'account-disabled': details };
  if (code === 'somebody-unnamed' && details.includes('login_required'))
    return { 'sign-in-wanted': [placeOfSetting('sign-in-wanted', clientId)] };
  const setting = code === 'realm-setting' && settingNamed(details);
  return setting ? { [setting]: details } : {};
}

/** A session names the client alone whose setting it is. */
function withPlaces({ wrong, right }: Finding): Finding {
  const clientId = wrong['offline-default']?.[0];
  if (!clientId) return { wrong, right };
  return { wrong: { ...wrong, 'offline-default': [placeOfSetting('offline-default', clientId)] }, right };
}
