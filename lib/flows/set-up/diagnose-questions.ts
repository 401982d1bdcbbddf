import type { Failure, FailureCode } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import { ACCOUNT_CLIENT_ID, BUILT_IN_CLIENT_ID, builtInAddress } from '../../keycloak/built-in-client.ts';
import type { Finding } from '../../keycloak/diagnose-answers.ts';
import { causeInstead } from '../../keycloak/diagnosis.ts';
import { insteadOfJson, outageIn } from '../../protocol/answer.ts';
import { type Discovery, discoveryUrl } from '../../protocol/discovery.ts';
import { fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { KeyedArea, Ports } from '../kernel/ports.ts';
import { askTokenEndpoint } from '../op/ask-token-endpoint.ts';
import type { Client } from '../op/handle.ts';
import { explainSilence } from '../op/unanswered.ts';
import type { Running } from './diagnose-report.ts';
import { ownAddresses } from './own-addresses.ts';

/** What testing and setting up take of the world: no tab, no window, no library, no token. */
export type DiagnosisPorts = Pick<
  Ports,
  'access' | 'addresses' | 'clock' | 'fetch' | 'pace' | 'pages' | 'reach' | 'secret'
> & {
  session: KeyedArea;
  /** What a realm's latest session says of the realm's set-up; null where there is none that says anything. */
  testSession(realmId: string): Promise<Finding | null>;
};

/** Where a realm is asked; a document without an end-session endpoint has none. */
export type Endpoints = Discovery & { end_session_endpoint: string };

/** Through which client a realm is asked, by a test that notes what comes in place of answers. */
export type Asking = { client: Pick<Client, 'id' | 'redirectUri'>; test: Pick<Running, 'note'> };

/** Any verifier's challenge will do, as no code ever comes of it. */
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** The answers to a question that was asked once for each address. */
export type Answers = { uri: string; seen: HttpResponse }[];

/** Asks for the end of no session, once for each post-logout redirect URI. */
export async function askEnds(asking: Asking, op: Endpoints, ports: DiagnosisPorts): Promise<Answers> {
  if (!op.end_session_endpoint) return [];
  const asked = ownAddresses(ports.addresses).postLogoutUris.map(async (uri) => {
    const seen = await askEnd(asking, op, uri, ports);
    return seen ? [{ uri, seen }] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** Asks for the end of no session, with one post-logout redirect URI. */
export function askEnd(
  { client, test }: Asking,
  op: Endpoints,
  uri: string,
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const query = { client_id: client.id, post_logout_redirect_uri: uri, state: ports.secret() };
  return plainly(withQuery(op.end_session_endpoint, query), 'end-session', test, ports);
}

/**
 * Asks for tokens for a code that never was.
 * @param endpoint the token endpoint, or another address of it.
 */
export async function askForTokens(
  { client, test }: Asking,
  endpoint: string,
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const answer = await noted(() => askTokenEndpoint(endpoint, client, ports), endpoint, 'token', test, ports);
  const instead = answer && insteadOfJson(answer, 'token');
  if (instead) await test.note(foundInstead(instead));
  return instead ? null : answer;
}

/**
 * Asks silently for a code, the answer as a form in a page, which can be read where a redirect cannot. One that leads elsewhere all the same
 * has been passed on.
 */
export function askAuthorization(
  { client, test }: Asking,
  op: Endpoints,
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const query = {
    client_id: client.id,
    redirect_uri: client.redirectUri,
    response_type: 'code',
    response_mode: 'form_post',
    scope: 'openid',
    prompt: 'none',
    state: ports.secret(),
    nonce: ports.secret(),
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  return plainly(withQuery(op.authorization_endpoint, query), 'authorization', test, ports);
}

/**
 * Whether the realm knows the built-in client, or the older one of its account. A disabled one still answers the end of
 * no session, by which it can be signed out through; Keycloak 18 answers that to nobody, and there a silent request for a code tells.
 * @returns which of the two; undefined where neither, null where nothing came back that may be read.
 */
export async function knownBuiltIn(
  test: Asking['test'],
  op: Endpoints,
  ports: DiagnosisPorts,
): Promise<string | undefined | null> {
  const redirectUri = builtInAddress(op.issuer);
  const asking = (id: string): Asking => ({ client: { id, redirectUri }, test });
  for (const id of [BUILT_IN_CLIENT_ID, ACCOUNT_CLIENT_ID]) {
    const ended = await askEnd(asking(id), op, redirectUri, ports);
    if (ended && ended.status !== 400) return id;
  }
  const authorized = await askAuthorization(asking(BUILT_IN_CLIENT_ID), op, ports);
  return authorized && (authorized.status === 400 ? undefined : BUILT_IN_CLIENT_ID);
}

/** Asks for the discovery document, whose host any page may ask: what keeps its answer from being read is a cause too. */
export async function askDocument(
  issuer: string,
  test: Asking['test'],
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const url = discoveryUrl(issuer);
  const ask = () => fetchText(url, PLAIN, { limitMs: LIMITS.request, step: 'discovery' }, ports);
  const answer = await ask().catch((cause) => explainSilence(url, 'discovery', cause, ports));
  const instead = answer instanceof StepError ? failureOf(answer) : insteadOfJson(answer, 'discovery');
  if (!instead) return answer as HttpResponse;
  await test.note(foundInstead(instead));
  return null;
}

const PLAIN: RequestInit = { credentials: 'omit', redirect: 'manual' };

/** A request without cookies that follows no redirect; null where nothing came back that may be read. */
export function plainly(
  url: string,
  step: string,
  test: Asking['test'],
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const ask = () => fetchText(url, PLAIN, { limitMs: LIMITS.request, step }, ports);
  return noted(ask, url, step, test, ports);
}

/** What a host that was not allowed keeps back is no cause: the check says that it could not be made. */
async function noted(
  ask: () => Promise<HttpResponse>,
  url: string,
  step: string,
  test: Asking['test'],
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const answer = await ask().catch((cause) => explainSilence(url, step, cause, ports));
  const failure = answer instanceof StepError ? failureOf(answer) : outageIn(answer.status, step);
  if (!failure) return answer as HttpResponse;
  if (!isKeptBack(failure, step)) await test.note(foundInstead(failure));
  return null;
}

/** A server that answers where nothing is read is there: Chromium reads no answer that leads to an extension's own address. */
function isKeptBack({ code, details }: Failure, step: string): boolean {
  return code === 'answer-unreadable' || (code === 'server-unreachable' && details.includes(step));
}

/** A server that answers, whatever it is, is there. */
function foundInstead({ code, details }: Failure): Finding {
  const cause = causeInstead(code);
  const isThere = code !== 'server-unreachable' && !AWAY.includes(code);
  return { wrong: cause ? { [cause]: details } : {}, right: isThere ? ['server-unreachable'] : [] };
}

const AWAY: readonly FailureCode[] = ['offline', 'name-unknown', 'certificate-untrusted', 'timed-out'];

/** An address with more in its query. */
export function withQuery(endpoint: string, query: Record<string, string>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
