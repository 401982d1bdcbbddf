import { asStepError, StepError } from '../../errors/step-error.ts';
import { isRealmMissing } from '../../keycloak/endpoints.ts';
import { insteadOfJson } from '../../protocol/answer.ts';
import { type Discovery, discoveryUrl, readDiscovery } from '../../protocol/discovery.ts';
import { parseJson } from '../../protocol/json.ts';
import { type FetchPorts, fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { KeyedArea } from '../kernel/ports.ts';
import { explainSilence, type ReachPorts } from './unanswered.ts';

/** What asking an OP about itself takes. */
export type DiscoveryPorts = FetchPorts & ReachPorts & KeptBy;

type KeptBy = { session: KeyedArea };

const KEY = 'discovery:';
const STEP = 'discovery';

/**
 * What an OP says of itself: the kept answer of this browser session, else a fresh one.
 * @throws {StepError} as `askDiscovery`.
 */
export async function discover(issuer: string, ports: DiscoveryPorts): Promise<Discovery> {
  const key = KEY + issuer;
  const kept = (await ports.session.get([key]))[key] as Discovery | undefined;
  return kept ?? askDiscovery(issuer, ports);
}

/**
 * Asks an OP what it says of itself, and keeps the answer.
 * @throws {StepError} what keeps a server from answering, or from being read; `realm-missing`, `not-a-realm`, `issuer-mismatch`.
 * @see OpenID Connect Discovery 1.0, section 4
 */
export async function askDiscovery(issuer: string, ports: DiscoveryPorts): Promise<Discovery> {
  const url = discoveryUrl(issuer);
  const answer = await fetchDocument(url, ports).catch(async (cause) => {
    throw await explainSilence(url, STEP, cause, ports);
  });
  return keepAnswer(issuer, answer, ports);
}

/**
 * The same of an address at which there may well be none, as realms are looked for at several: that one is silent is not explained, which
 * takes a second request and a while.
 * @returns null for whatever is no OP that answers.
 */
export function tryDiscovery(issuer: string, ports: KeptBy & FetchPorts): Promise<Discovery | null> {
  return fetchDocument(discoveryUrl(issuer), ports)
    .then((answer) => keepAnswer(issuer, answer, ports))
    .catch(() => null);
}

async function keepAnswer(issuer: string, answer: HttpResponse, ports: KeptBy): Promise<Discovery> {
  const instead = insteadOfJson(answer, STEP);
  if (instead) throw asStepError(instead);
  const document = parseJson(answer.body);
  if (isRealmMissing(document)) throw new StepError('realm-missing', [issuer]);
  const op = readDiscovery(issuer, answer.ok ? document : null);
  await ports.session.set({ [KEY + issuer]: op });
  return op;
}

function fetchDocument(url: string, ports: FetchPorts): Promise<HttpResponse> {
  const init: RequestInit = { headers: { Accept: 'application/json' }, credentials: 'omit' };
  return fetchText(url, init, { limitMs: LIMITS.request, step: STEP }, ports);
}
