import { ignore } from '../../errors/ignore.ts';
import { BUILT_IN_CLIENT_ID, builtInAddress } from '../../keycloak/built-in-client.ts';
import {
  type Finding,
  isClientRefused,
  openRedirectUri,
  readAuthorizationAnswer,
  readEndAnswers,
  readOpenRedirect,
  readRedirectUris,
  readTokenAnswer,
} from '../../keycloak/diagnose-answers.ts';
import { OF_REGISTERED, placeOfSetting } from '../../keycloak/diagnosis.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import { CHROMIUM_ORIGIN } from '../../keycloak/own-ids.ts';
import type { Realm } from '../../settings/schema.ts';
import type { HttpResponse } from '../kernel/http.ts';
import {
  type Answers,
  type Asking,
  askAuthorization,
  askEnd,
  askEnds,
  askForTokens,
  type DiagnosisPorts,
  type Endpoints,
  knownBuiltIn,
  withQuery,
} from './diagnose-questions.ts';
import type { Running } from './diagnose-report.ts';

/**
 * Tests the client that a realm is asked through.
 * @returns its id.
 */
export async function testClient(
  realm: Realm,
  op: Endpoints,
  test: Running,
  ports: DiagnosisPorts,
): Promise<string> {
  if (realm.client === 'built-in') return testBuiltIn(realm, op, test, ports);
  const { clientId } = realm;
  const asking = { client: { id: clientId, redirectUri: ports.addresses.redirectUri }, test };
  // Where the browser's own way to the endpoint is not allowed, the answer says so.
  await ports.access.ensure(op).catch(ignore);
  const token = await askForTokens(asking, op.token_endpoint, ports);
  if (!token) return clientId;
  const { webOrigin } = ports.addresses;
  await test.note(readTokenAnswer(token, { clientId, webOrigin }));
  if (!webOrigin) await testForChromium(asking, op, test, ports);
  if (test.has('realm-disabled')) return clientId;
  const ends = await askEnds(asking, op, ports);
  if (!isClientRefused(token)) return testRegistered(asking, op, ends, test, ports);
  const keycloak = isKeycloak(op);
  const isAsked = realm.client !== 'registered' && keycloak && (await ports.access.hasHost(op.issuer));
  if (isAsked) return testBuiltIn(realm, op, test, ports);
  await test.note(unknownOrDisabled(clientId, ends));
  return clientId;
}

async function testRegistered(
  asking: Asking,
  op: Endpoints,
  ends: Answers,
  test: Running,
  ports: DiagnosisPorts,
): Promise<string> {
  await test.note(readEndAnswers(ends, isKeycloak(op)));
  await testRisk(asking, op, test, ports);
  const { id, redirectUri: uri } = asking.client;
  const seen = await askAuthorization(asking, op, ports);
  if (seen && !seen.redirected) await test.note(readRedirectUris([{ uri, seen }]));
  if (seen) await test.note(await readSeen(seen, id, op, ports));
  return id;
}

/** What an authorization answer says of settings: the form in its page, or that it leads elsewhere although it asks for nobody to act. */
async function readSeen(
  { redirected, status, body }: HttpResponse,
  clientId: string,
  op: Endpoints,
  ports: DiagnosisPorts,
): Promise<Finding> {
  const nothing: Finding = { wrong: {}, right: [] };
  const passedOn = { 'prompt-none-forwarded': [placeOfSetting('prompt-none-forwarded', clientId)] };
  if (redirected) return isKeycloak(op) ? { wrong: passedOn, right: [] } : nothing;
  const page = status === 400 ? null : await ports.pages.read(body).catch(() => null);
  const issPromised = op.authorization_response_iss_parameter_supported ?? false;
  return page ? readAuthorizationAnswer(page.forms[0]?.values ?? {}, { clientId, issPromised }) : nothing;
}

/**
 * The client that every realm has, through which it is asked where nothing is registered. What keeps it from giving a code is named: nobody
 * is known by name then.
 */
async function testBuiltIn(
  realm: Realm,
  op: Endpoints,
  test: Running,
  ports: DiagnosisPorts,
): Promise<string> {
  const known = await knownBuiltIn(test, op, ports);
  if (known === undefined) await test.note({ wrong: { 'built-in-client': [BUILT_IN_CLIENT_ID] }, right: [] });
  if (known) await test.note({ wrong: {}, right: ['built-in-client'] });
  if (known !== BUILT_IN_CLIENT_ID || realm.client === 'question') return BUILT_IN_CLIENT_ID;
  await ports.access.ensureBuiltIn(op).catch(ignore);
  const asking = { client: { id: known, redirectUri: builtInAddress(op.issuer) }, test };
  const token = await askForTokens(asking, op.token_endpoint, ports);
  if (token)
    await test.note(onlyOfBuiltIn(readTokenAnswer(token, { clientId: known, webOrigin: null })), known);
  if (token && isClientRefused(token))
    await test.note({ wrong: { 'client-disabled': [known] }, right: [] }, known);
  const seen = !test.has('realm-disabled') && (await askAuthorization(asking, op, ports));
  if (seen) await test.note(onlyOfBuiltIn(await readSeen(seen, known, op, ports)), known);
  return known;
}

/** That a check of the registered client is passed says nothing here. */
function onlyOfBuiltIn({ wrong, right }: Finding): Finding {
  return { wrong, right: right.filter((cause) => !OF_REGISTERED.includes(cause)) };
}

/** What an earlier version had admins register, and is an open redirect on some servers. */
async function testRisk(asking: Asking, op: Endpoints, test: Running, ports: DiagnosisPorts): Promise<void> {
  const uri = openRedirectUri(op.issuer);
  const seen = await askEnd(asking, op, uri, ports);
  if (seen) await test.note(readOpenRedirect(uri, seen));
}

/** This browser needs no Web Origin; people of the same realm who use Chromium do. */
async function testForChromium(
  asking: Asking,
  op: Endpoints,
  test: Running,
  ports: DiagnosisPorts,
): Promise<void> {
  // An address of its own, so that no other request goes out like this one.
  const address = withQuery(op.token_endpoint, { as: 'chromium' });
  if (!(await ports.access.carryOrigin(op.issuer, address, CHROMIUM_ORIGIN))) return;
  const answer = await askForTokens(asking, address, ports);
  const { id: clientId } = asking.client;
  const finding = answer && readTokenAnswer(answer, { clientId, webOrigin: CHROMIUM_ORIGIN });
  if (finding?.wrong['web-origin']) await test.note(finding);
}

/** Ending nothing in the name of a client works while it is disabled, and not where there is none. */
function unknownOrDisabled(clientId: string, ends: Answers): Finding {
  const known = ends.some(({ seen }) => seen.status !== 400);
  return known
    ? { wrong: { 'client-disabled': [clientId] }, right: ['client-unknown'] }
    : { wrong: { 'client-unknown': [clientId] }, right: [] };
}
