import { ignore } from '../../errors/ignore.ts';
import { StepError } from '../../errors/step-error.ts';
import { waitWanted } from '../../protocol/answer.ts';
import { withSignal } from './limits.ts';
import type { Ports } from './ports.ts';

/** The most of an answer that is read, bytes: none that a realm gives, and no page of an app that is looked at, has as much. */
const MOST_READ = 1_000_000;

/** A whole answer of a server; `url` is where the redirects ended, `body` as `readText` gives it. */
export type HttpResponse = {
  ok: boolean;
  /** A redirect that was not to be followed; its status is 0. */
  redirected: boolean;
  status: number;
  url: string;
  headers: Headers;
  body: string;
};

/** What asking without cookies takes. */
export type FetchPorts = Pick<Ports, 'clock' | 'fetch' | 'pace'>;

/** How long a request may take, milliseconds, and what it is called in a failure's details. */
export type StepLimit = { limitMs: number; step: string };

/**
 * Asks a server, and reads its whole answer, within a limit. A request that is given up is ended. A server that has had too many requests,
 * or cannot be asked now, is asked once more when it says.
 * @throws {StepError} `timed-out`; `answer-broken` where it breaks off; else the network's own TypeError.
 */
export async function fetchText(
  url: string,
  init: RequestInit,
  limit: StepLimit,
  ports: FetchPorts,
): Promise<HttpResponse> {
  const { limitMs, step } = limit;
  const ask = () =>
    withSignal(ports.clock, limitMs, step, (signal) => readWhole(url, { ...init, signal }, step, ports));
  const read = ({ status, headers }: HttpResponse) => ({ status, retryAfter: headers.get('Retry-After') });
  return patiently(url, limitMs, ask, read, ports);
}

/**
 * Asks in the turn of its host and, where that wants to be left alone no longer than a step may take, once more after that time.
 * @param limitMs milliseconds.
 * @param read finds an answer's status and its `Retry-After` header.
 * @see RFC 9110, section 10.2.3
 */
export async function patiently<A>(
  url: string,
  limitMs: number,
  ask: () => Promise<A>,
  read: (answer: A) => { status?: number; retryAfter?: string | null },
  { clock, pace }: Pick<Ports, 'clock' | 'pace'>,
): Promise<A> {
  const isPutOff = (answer: A): boolean => {
    const { status = 0, retryAfter = null } = read(answer);
    const waitMs = waitWanted(status, retryAfter, clock.now());
    if (waitMs === null || waitMs > limitMs) return false;
    pace.slow(url, waitMs);
    return true;
  };
  const askInTurn = () => pace.turn(url).then(ask);
  const first = await askInTurn();
  if (!isPutOff(first)) return first;
  const second = await askInTurn();
  isPutOff(second);
  return second;
}

async function readWhole(
  url: string,
  init: RequestInit,
  step: string,
  ports: FetchPorts,
): Promise<HttpResponse> {
  const response = await ports.fetch(url, { cache: 'no-store', ...init });
  const { ok, status, headers } = response;
  const redirected = response.type === 'opaqueredirect';
  const body = await readText(response).catch((cause) => {
    throw new StepError('answer-broken', [step, `HTTP ${status}`], cause);
  });
  return { ok, redirected, status, url: response.url, headers, body };
}

/**
 * Asks a resource of the OP with an access token, which goes nowhere else: without cookies, and following no redirect. Without this
 * Accept header Keycloak's account API answers with its console's page.
 * @throws {StepError} as `fetchText`.
 * @see RFC 6750, section 2.1
 */
export function fetchWithToken(
  url: string,
  accessToken: string,
  limit: StepLimit,
  ports: FetchPorts,
  method = 'GET',
): Promise<HttpResponse> {
  const headers = { Accept: 'application/json', Authorization: `Bearer ${accessToken}` };
  return fetchText(url, { method, headers, credentials: 'omit', redirect: 'manual' }, limit, ports);
}

/**
 * Reads an answer's text. One of more than a megabyte is not read, whether it says so before or not, and is as if it were empty: half of
 * a page may say what the whole does not.
 */
export async function readText({ body, headers }: Response): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let left = Number(headers.get('Content-Length')) > MOST_READ ? -1 : MOST_READ;
  while (left >= 0) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    left -= value.byteLength;
  }
  void reader.cancel().catch(ignore);
  return '';
}
