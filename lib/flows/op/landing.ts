import type { Failure, FailureCode } from '../../errors/failure.ts';
import { StepError } from '../../errors/step-error.ts';
import { outageIn } from '../../protocol/answer.ts';
import { backAddress } from '../../protocol/end-session.ts';
import type { LandingKind } from '../../verdict/facts.ts';
import { patiently } from '../kernel/http.ts';
import { withSignal } from '../kernel/limits.ts';
import type { HopAnswer, Ports, WebAuthFailure } from '../kernel/ports.ts';

/**
 * What an OP has answered to a request in the browser's own session: the address it leads to, which nobody has requested, a page,
 * or nothing.
 */
export type Landing =
  | { kind: 'leads'; to: string }
  | { kind: 'page'; html: string; address: string; status: number }
  | {
      kind: Exclude<LandingKind, 'leads' | 'elsewhere' | 'done' | 'page'>;
      status?: number;
      retryAfter?: string | null;
      cause?: unknown;
    };

/** How many redirects within the OP's own addresses are followed. */
const OWN_HOPS = 6;

/** One request by `fetch`: what it is, for how long, and which hosts beside the issuer's own addresses may be asked next. */
export type HopRequest = {
  url: string;
  init?: RequestInit;
  limitMs: number;
  step: string;
  /** Whose own addresses are asked next; null asks none. */
  issuer: string | null;
  /** What addresses begin with that the person has agreed to, beside the issuer's own; each ends with a slash. */
  agreed?: string[];
};

type LandingPorts = Pick<Ports, 'clock' | 'hop' | 'pace'>;

/**
 * Asks by `fetch` with the browser's cookies, a hop at a time: what an answer leads to is asked only where it is the issuer's own
 * address, or below one that the person has agreed to. Following blindly is not harmless: the landing page runs, and other
 * hosts' strict cookies are carried along. What a server refuses because it cannot be asked now is asked once more, when it says.
 * @see docs/security.md, "One hop at a time"
 */
export function landByHops(request: HopRequest, ports: LandingPorts): Promise<Landing> {
  const ask = () => landOnce(request, ports);
  const read = (landing: Landing) => (landing.kind === 'refused' ? landing : {});
  return patiently(request.url, request.limitMs, ask, read, ports);
}

async function landOnce(request: HopRequest, ports: LandingPorts): Promise<Landing> {
  const { limitMs, step } = request;
  try {
    // One that is given up would hop on.
    return await withSignal(ports.clock, limitMs, step, (signal) => hops(request, signal, ports));
  } catch (cause) {
    return { kind: cause instanceof StepError ? 'timed-out' : 'unreadable', cause };
  }
}

async function hops(
  { url, init, issuer, step, agreed = [] }: HopRequest,
  signal: AbortSignal,
  ports: LandingPorts,
): Promise<Landing> {
  let address = url;
  let next: RequestInit = { credentials: 'include', ...init, signal };
  for (let count = 0; count <= OWN_HOPS; count += 1) {
    const landing = landingOf(address, step, await ports.hop(address, next));
    if (landing.kind !== 'leads' || !mayAsk(landing.to, issuer, agreed)) return landing;
    address = landing.to;
    next = { credentials: next.credentials ?? 'include', signal };
  }
  return unread('server-error', step, '3xx');
}

function landingOf(address: string, step: string, answer: HopAnswer): Landing {
  const { status, location, body, retryAfter, isBroken } = answer;
  const to = location === null ? null : URL.parse(location, address);
  if (to) return { kind: 'leads', to: to.href };
  if (status >= 400) return { kind: 'refused', status, ...(retryAfter !== undefined && { retryAfter }) };
  if (!isBroken) return { kind: 'page', html: body, address, status };
  return unread('answer-broken', step, status);
}

function unread(code: FailureCode, step: string, status: number | string): Landing {
  return { kind: 'unreadable', cause: new StepError(code, [step, `HTTP ${status}`]) };
}

/**
 * What a refusal says of the server instead of what was asked for.
 * @param step named in the failure's details.
 * @returns null for what may be an answer.
 */
export function outageOf(landing: Landing, step: string): Failure | null {
  return landing.kind === 'refused' ? outageIn(landing.status ?? 0, step) : null;
}

/** Never a realm's account pages, which sign in again. */
function mayAsk(to: string, issuer: string | null, agreed: string[]): boolean {
  if (/\/realms\/[^/]+\/account(\/|$)/.test(URL.parse(to)?.pathname ?? '')) return false;
  const beginnings = issuer === null ? agreed : [`${issuer}/`, ...agreed];
  return beginnings.some((beginning) => to.startsWith(beginning));
}

/** Asks by the browser's own way without a window, in which it follows all by itself, as a tab would. */
export async function landByIdentity(
  { url, limitMs, letPageRun = false }: { url: string; limitMs: number; letPageRun?: boolean },
  ports: Pick<Ports, 'webAuth'>,
): Promise<Landing> {
  const answer = await ports.webAuth.ask({ url, interactive: false, limitMs, letPageRun });
  if (answer.ok) return { kind: 'leads', to: answer.address };
  return { kind: KINDS[answer.failure], cause: answer.cause };
}

const KINDS: Record<WebAuthFailure, 'closed' | 'refused' | 'needs-person' | 'timed-out'> = {
  closed: 'closed',
  'not-loaded': 'refused',
  'needs-person': 'needs-person',
  'timed-out': 'timed-out',
};

/** Whether a landing is exactly the address that was asked for, with exactly its `state`. */
export function isAt(landing: Landing, uri: string, state: string): boolean {
  return landing.kind === 'leads' && new URL(landing.to).href === backAddress(uri, state);
}
