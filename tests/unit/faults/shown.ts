import { StepError } from '../../../lib/errors/step-error.ts';
import { LIMITS } from '../../../lib/flows/kernel/limits.ts';
import type { HopAnswer, Tokens, WebAuthAnswer, WebAuthRequest } from '../../../lib/flows/kernel/ports.ts';
import { parseJson } from '../../../lib/protocol/json.ts';
import type { Wire } from '../../support/faults/wire.ts';
import { BLANK } from '../fake-op.ts';
import type { World } from '../world.ts';

/** The server's own answer, asked for where the fault lets the request through. */
type Own<T> = () => Promise<T>;

/** Where a request leads that is sent elsewhere. */
const ELSEWHERE = 'https://elsewhere.test/login';

/** What a page of somebody else holds, for the fakes' reader of pages. */
const FOREIGN_PAGE = JSON.stringify(BLANK);

/** What a `fetch` sees of a fault, as browsers have it. */
export async function fetched(
  wire: Wire,
  init: RequestInit,
  own: Own<Response>,
  world: World,
): Promise<Response> {
  if (wire.is === 'slow') return late(wire.ms, own, world);
  if (wire.is === 'lost') await own();
  if (wire.is === 'silent' || wire.is === 'lost') return untilAborted(init);
  if (wire.is === 'elsewhere' || wire.is === 'loop') return redirected(init);
  if (wire.is === 'broken') return hidden(init, world) ?? brokenOff();
  if (wire.is === 'reset') await own();
  if (wire.is === 'reset' || wire.is === 'refused') throw new TypeError('Failed to fetch');
  if (wire.is === 'changed') return changed(wire.how, await own(), init, world);
  const headers = { 'content-type': wire.type, ...wire.headers };
  return hidden(init, world) ?? new Response(wire.body, { status: wire.status, headers });
}

/** An answer without a header that lets it be read is shown to nobody whose host was not allowed. */
function hidden({ mode }: RequestInit, world: World): Response | null {
  if (world.hostsAllowed) return null;
  if (mode === 'no-cors') return opaque('opaque');
  throw new TypeError('Failed to fetch');
}

async function changed(
  how: Extract<Wire, { is: 'changed' }>['how'],
  answer: Response,
  init: RequestInit,
  world: World,
): Promise<Response> {
  if (how === 'doubled') return hidden(init, world) ?? answer;
  if (answer.body === null) return answer;
  const { status } = answer;
  const body = await answer.text();
  const headers = new Headers(answer.headers);
  if (how === 'type') headers.set('content-type', 'text/plain');
  return new Response(how === 'cut' ? body.slice(0, body.length / 2) : body, { status, headers });
}

function redirected({ redirect }: RequestInit): Response {
  if (redirect === 'manual') return opaque('opaqueredirect');
  throw new TypeError('Failed to fetch');
}

function brokenOff(): Response {
  const failed = Promise.reject(new TypeError('network error'));
  failed.catch(() => undefined);
  return Object.defineProperty(new Response('{"'), 'text', { value: () => failed });
}

/** An answer of which nothing is shown. */
export function opaque(type: 'opaque' | 'opaqueredirect'): Response {
  const shown = { type, ok: false, status: 0, url: '', headers: new Headers(), text: async () => '' };
  return shown as Response;
}

function untilAborted({ signal }: RequestInit): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
}

async function late<T>(ms: number, own: Own<T>, world: World): Promise<T> {
  await pause(ms, world);
  return own();
}

function pause(ms: number, world: World): Promise<void> {
  return new Promise((done) => void world.timers.add({ at: world.now + ms, done }));
}

/** What a request sees that follows no redirect; it is sent only where its host was allowed. */
export async function hopped(
  wire: Wire,
  url: string,
  init: RequestInit,
  own: Own<HopAnswer>,
  world: World,
): Promise<HopAnswer> {
  if (wire.is === 'slow') return late(wire.ms, own, world);
  if (wire.is === 'loop') return { status: 302, location: url, body: '' };
  if (wire.is === 'elsewhere') return { status: 302, location: ELSEWHERE, body: '' };
  if (wire.is === 'answer') return { status: wire.status, location: null, body: FOREIGN_PAGE };
  if (wire.is === 'broken') return { status: 200, location: null, body: '', isBroken: true };
  if (wire.is === 'refused') throw new TypeError('Failed to fetch');
  if (wire.is === 'silent') return untilAborted(init);
  const answer = await own();
  if (wire.is === 'lost') return untilAborted(init);
  if (wire.is === 'reset') throw new TypeError('network error');
  return wire.how === 'cut' ? { ...answer, body: FOREIGN_PAGE } : answer;
}

/** What the browser's own way to an OP sees. A person closes a window whose page says nothing. */
export async function askedByBrowser(
  wire: Wire,
  { interactive, letPageRun, limitMs }: WebAuthRequest,
  own: Own<WebAuthAnswer>,
  world: World,
): Promise<WebAuthAnswer> {
  if (wire.is === 'slow') return late(wire.ms, own, world);
  if (wire.is === 'changed') return own();
  if (wire.is === 'lost') await own();
  if (wire.is === 'silent' || wire.is === 'lost') return lateFailure(limitMs, 'timed-out', world);
  if (interactive) return lateFailure(LOOKED_AT_MS, 'closed', world);
  const isPage =
    wire.is === 'elsewhere' || wire.is === 'broken' || (wire.is === 'answer' && wire.status < 400);
  if (!isPage) return { ok: false, failure: 'not-loaded' };
  return letPageRun ? lateFailure(limitMs, 'timed-out', world) : { ok: false, failure: 'needs-person' };
}

/** How long a person looks at a page that is nothing to them, milliseconds. */
const LOOKED_AT_MS = 5_000;

function lateFailure(ms: number, failure: 'timed-out' | 'closed', world: World): Promise<WebAuthAnswer> {
  return late(ms, async () => ({ ok: false, failure }), world);
}

/** What the client library makes of a fault at the token endpoint, as its adapter says it. */
export async function exchanged(wire: Wire, own: Own<Tokens>, world: World): Promise<Tokens> {
  if (wire.is === 'slow') return late(wire.ms, own, world);
  if (wire.is === 'silent') return libraryGivesUp(world);
  if (wire.is === 'lost') return own().then(() => libraryGivesUp(world));
  if (wire.is === 'changed' && wire.how === 'doubled' && world.hostsAllowed) return own();
  const isRead = wire.is === 'changed' ? wire.how !== 'doubled' : wire.is === 'answer' && world.hostsAllowed;
  if (!isRead) throw new TypeError('Failed to fetch');
  // Of what is no JSON it says neither what it is nor its status.
  throw isJson(wire) ? new StepError('token-refused') : new StepError('answer-broken', ['token']);
}

/** Whether the library can read an answer: an empty one of the right type is an empty object to it. */
function isJson(wire: Wire): boolean {
  if (wire.is !== 'answer' || wire.type !== 'application/json') return false;
  return wire.body === '' || parseJson(wire.body) !== undefined;
}

async function libraryGivesUp(world: World): Promise<never> {
  await pause(LIMITS.request, world);
  throw new StepError('timed-out', ['token', `${LIMITS.request / 1000} s`]);
}
