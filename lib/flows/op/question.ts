import type { Failure } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import { readEndPage } from '../../keycloak/end-page.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import { endSessionEndpoint } from '../../protocol/discovery.ts';
import { backAddress, endSessionUrl } from '../../protocol/end-session.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { hostMissing, type OpHandle } from './handle.ts';
import { isAt, type Landing, landByHops, landByIdentity, outageOf } from './landing.ts';
import { explainUnseen, type ReachPorts } from './unanswered.ts';

/** Keycloak's confirmation page, as a form that says yes. */
export type QuestionForm = { action: string; values: Record<string, string>; back: string; state: string };

/** Who is signed in in this browser, as far as an end-session request that names no session tells. */
export type QuestionAnswer =
  | { who: 'nobody'; cause?: never; page?: never }
  | { who: 'somebody'; form: QuestionForm; cause?: never; page?: never }
  | { who: 'unanswered'; cause?: Failure; page?: true };

type QuestionPorts = ReachPorts & Pick<Ports, 'hop' | 'pace' | 'pages' | 'secret' | 'webAuth'>;

const STEP = 'end-session question';

/**
 * Asks the OP who is signed in without signing anybody in: by an end-session request that names no session. It leads back to
 * exactly our address where nobody is; whoever is there would be asked. Such a request ends nothing by itself at Keycloak.
 * @throws {StepError} `no-sign-out-endpoint`.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export async function askQuestion(op: OpHandle, ports: QuestionPorts): Promise<QuestionAnswer> {
  const endpoint = endSessionEndpoint(op.metadata);
  const isAllowed = await ports.access.hasHost(endpoint);
  const answer = isAllowed ? await askByFetch(op, endpoint, ports) : null;
  if (answer) return answer;
  // A document would follow to the account console, which signs in again.
  if (op.clients[0].kind === 'built-in') return { who: 'unanswered', cause: hostMissing(op) };
  const { url, back, state } = questionUrl(op, endpoint, ports);
  const landing = await landByIdentity({ url, limitMs: LIMITS.request }, ports);
  if (isAt(landing, back, state)) return { who: 'nobody' };
  return landing.kind === 'needs-person' ? unread(op) : unanswered(landing);
}

/** A page that is Keycloak's may be its confirmation page, which the person can answer; other OPs show one to whoever it is. */
function unread({ metadata }: OpHandle): QuestionAnswer {
  return { who: 'unanswered', ...(isKeycloak(metadata) && { page: true }) };
}

/** Null where no answer came that may be seen, and the browser's own way may still get one. */
async function askByFetch(
  op: OpHandle,
  endpoint: string,
  ports: QuestionPorts,
): Promise<QuestionAnswer | null> {
  const { url, back, state } = questionUrl(op, endpoint, ports);
  const issuer = op.metadata.issuer;
  const landing = await landByHops({ url, issuer, limitMs: LIMITS.request, step: STEP }, ports);
  if (isAt(landing, back, state)) return { who: 'nobody' };
  const isUnread = landing.kind === 'unreadable';
  // No other way leads to an answer.
  if (op.clients[0].kind === 'built-in' && (isUnread || landing.kind === 'leads')) {
    const thrown = isUnread ? landing.cause : ELSEWHERE;
    return { who: 'unanswered', cause: failureOf(await explainUnseen(issuer, STEP, thrown, ports)) };
  }
  if (isUnread) return null;
  if (landing.kind !== 'page') return unanswered(landing);
  const contents = await ports.pages.read(landing.html).catch(() => null);
  const context = { address: landing.address, issuer, back: backAddress(back, state) };
  const page = contents && readEndPage(contents, context);
  // Another OP may ask by links, one of which leads back: no.
  if (page?.kind === 'finished' && isKeycloak(op.metadata)) return { who: 'nobody' };
  if (page?.kind !== 'question') return unread(op);
  return { who: 'somebody', form: { action: page.action, values: page.values, back, state } };
}

/** A Keycloak leads whom it knows nobody behind to its own address alone: what leads elsewhere stands before it. */
const ELSEWHERE = new StepError('page-instead', [STEP, 'HTTP 3xx']);

function questionUrl(
  { clients: [client] }: OpHandle,
  endpoint: string,
  ports: Pick<Ports, 'secret'>,
): { url: string; back: string; state: string } {
  const back = client.postLogoutUri;
  const state = ports.secret();
  return {
    url: endSessionUrl(endpoint, { clientId: client.id, redirect: { uri: back, state } }),
    back,
    state,
  };
}

function unanswered(landing: Landing): QuestionAnswer {
  const cause = causeOf(landing);
  return { who: 'unanswered', ...(cause && { cause }) };
}

function causeOf(landing: Landing): Failure | null {
  if (landing.kind === 'timed-out')
    return { code: 'timed-out', details: [STEP, `${LIMITS.request / 1000} s`] };
  return outageOf(landing, STEP);
}

/**
 * Whether an OP that has not answered the question will answer nothing else either: it is silent, or has none. One that refuses may only do
 * so there.
 */
export function isDeaf(cause: Failure | undefined): boolean {
  return cause?.code === 'timed-out' || cause?.code === 'no-sign-out-endpoint';
}
