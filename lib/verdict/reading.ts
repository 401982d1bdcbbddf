import type { Failure } from '../errors/failure.ts';
import {
  type AppKey,
  type AppRef,
  type At,
  type Deed,
  type Fact,
  type FactOf,
  type Sid,
  UNNAMED,
  type Way,
} from './facts.ts';

/** All facts of one kind, oldest first. */
export function factsOf<F extends Fact['f']>(facts: readonly Fact[], kind: F): FactOf<F>[] {
  return facts.filter((fact): fact is FactOf<F> => fact.f === kind);
}

/** Why a step did not get on, as the last one that did not has said it. */
export function lastFailure(facts: readonly Fact[]): Failure | undefined {
  return factsOf(facts, 'failed').at(-1)?.cause;
}

/** The last word on who is in the browser, whatever was asked. */
export function lastWho(facts: readonly Fact[]): FactOf<'browser'> | undefined {
  return factsOf(facts, 'browser').at(-1);
}

/** All deeds, oldest first. */
export function deedsOf(facts: readonly Fact[]): (Deed & { at: At })[] {
  return factsOf(facts, 'deed').map(({ at, deed }) => ({ ...deed, at }));
}

/** The ways that name the session to end by its own token. */
const BY_HINT: readonly Way[] = ['fetch', 'identity'];

/**
 * Whether the OP has led back from a request that named exactly this session by its own token, and has not accepted a token of it since: its
 * word for that one.
 */
export function hasWordFor(facts: readonly Fact[], sid: Sid): boolean {
  const accepted = factsOf(facts, 'token').findLast((fact) => fact.sid === sid && fact.is === 'accepted');
  const aliveAt = accepted?.at ?? Number.NEGATIVE_INFINITY;
  return endsOf(facts).some(
    ({ key, landing, way, at }) =>
      key === sid && landing === 'leads' && BY_HINT.includes(way) && at > aliveAt,
  );
}

/** The ways of ending a session. */
const END_WAYS: readonly Way[] = ['fetch', 'identity', 'question', 'account', 'tab'];

/** All tries to end a session, whatever came of them, oldest first. */
export function endTriesOf(facts: readonly Fact[]): (Deed & { at: At })[] {
  return deedsOf(facts).filter(({ way }) => END_WAYS.includes(way));
}

/** The deeds by which a session has ended, by the word of whoever was asked to end it. */
export function endsOf(facts: readonly Fact[]): (Deed & { at: At })[] {
  return endTriesOf(facts).filter(({ landing }) => landing === 'leads' || landing === 'done');
}

/**
 * The moment of the last try to end a session; before all time where there was none. Until then one was alive, and what an app lost
 * before may have come back through it.
 */
export function lastEndingOf(facts: readonly Fact[]): At {
  return Math.max(...endTriesOf(facts).map(({ at }) => at));
}

/** The moment of the last deed; before all time where nothing was done. */
export function lastDeedOf(facts: readonly Fact[]): At {
  return Math.max(...factsOf(facts, 'deed').map(({ at }) => at));
}

/** The sessions that this realm may have here, in the order in which they were found; any of which a token was tried is one too. */
export function sidsOf(facts: readonly Fact[]): Sid[] {
  const known = [...factsOf(facts, 'session'), ...factsOf(facts, 'token')];
  return [...new Set(known.map(({ sid }) => sid))];
}

/** Every app that a session named or that was seen to, each once, with what the session knows of it. */
export function seenApps(facts: readonly Fact[]): AppRef[] {
  const named = factsOf(facts, 'details').flatMap(({ apps }) => apps);
  const seen = factsOf(facts, 'app').map(({ app }) => app);
  return [...new Map([...seen, ...named].map((app) => [app.key, app])).values()];
}

/**
 * The apps in the newest session of the browser whose tabs were loaded again since the one before had ended: loading them may have been
 * what signed the person in.
 */
export function appsBackIn(facts: readonly Fact[]): AppKey[] {
  const newest = browserSessions(facts).at(-1);
  if (!newest) return [];
  const { sid, at } = newest;
  const ended = Math.max(...endTriesOf(facts).flatMap((one) => (one.at < at ? one.at : [])));
  if (factsOf(facts, 'session').some((one) => one.sid === sid && one.at < ended)) return [];
  const apps = detailsOf(facts, sid)?.apps ?? [];
  const loaded = factsOf(facts, 'app').filter(
    (one) => one.is === 'reloaded' && one.at > ended && one.at < at,
  );
  return loaded.flatMap(({ app: { key } }) => (apps.some((app) => app.key === key) ? key : []));
}

/** The last word on a session's token. */
export function tokenOf(facts: readonly Fact[], sid: Sid): FactOf<'token'> | undefined {
  return factsOf(facts, 'token').findLast((fact) => fact.sid === sid);
}

/** The tab of the OP that stands before the person, as far as is known: an earlier instance of the worker may have opened it. */
export function standingTabOf(facts: readonly Fact[]): Deed | undefined {
  const last = deedsOf(facts).findLast(({ way }) => way === 'tab');
  return last?.landing === 'under-way' ? last : undefined;
}

/** Whether a token of the session was ever accepted: only then does its refusal prove anything. */
export function wasAccepted(facts: readonly Fact[], sid: Sid): boolean {
  return factsOf(facts, 'token').some((fact) => fact.sid === sid && fact.is === 'accepted');
}

/** What was last told of a session. */
export function detailsOf(facts: readonly Fact[], sid: Sid): FactOf<'details'> | undefined {
  return factsOf(facts, 'details').findLast((fact) => fact.sid === sid);
}

/**
 * What was last said of sessions on other devices, once the last session of this browser was known: before that it was said of another
 * session's, which may be another person's.
 */
export function devicesFactOf(facts: readonly Fact[]): FactOf<'devices'> | undefined {
  const found = browserSessions(facts);
  const first = found.filter(({ sid }, at) => found.findIndex((one) => one.sid === sid) === at);
  return factsOf(facts, 'devices').findLast(({ at }) => first.every((session) => at > session.at));
}

/**
 * Whether a session has ended by the word of whoever was asked to end it, or its token is refused. It is a reason to go on,
 * not yet a proof; a token that is accepted later takes it back: Keycloak may lead back and leave a session alive that another request
 * was using at that moment (measured in Firefox, with the popup opened and clicked at once).
 */
export function isEnded(facts: readonly Fact[], sid: Sid): boolean {
  const token = tokenOf(facts, sid);
  if (token?.is === 'refused') return true;
  const aliveAt = token?.is === 'accepted' ? token.at : Number.NEGATIVE_INFINITY;
  return endsOf(facts).some(({ key, at }) => key === sid && at > aliveAt);
}

/** Whether the last question found somebody behind the browser's cookie who has had no name since. */
export function isSomebodyUnnamed(facts: readonly Fact[]): boolean {
  const last = lastQuestion(facts);
  return last?.who === 'somebody' && !isNamedSince(facts, last.at);
}

/**
 * Whether somebody whom the question found at a moment has been named or ended since. Who was not, and is in the browser no more,
 * may live on at the server: Keycloak clears the cookies of one session where it ends another that a hint names.
 */
export function isAccountedFor(facts: readonly Fact[], since: At): boolean {
  return isNamedSince(facts, since) || isBrowserEndedSince(facts, since);
}

/**
 * Whether nothing that was found is left to end, so that apps may be told and cleared: over a live session they would sign the
 * person in again.
 */
export function isGone(facts: readonly Fact[]): boolean {
  const last = lastQuestion(facts);
  if (last?.who === 'somebody' && !isAccountedFor(facts, last.at)) return false;
  return sidsOf(facts).every((sid) => isEnded(facts, sid));
}

function lastQuestion(facts: readonly Fact[]): FactOf<'browser'> | undefined {
  return factsOf(facts, 'browser').findLast(({ by }) => by === 'question');
}

/** A session that is known already is not noted again: then `prompt=none` has said that it is the one. */
function isNamedSince(facts: readonly Fact[], since: At): boolean {
  const silent = factsOf(facts, 'browser').filter(
    ({ by, who }) => by === 'prompt-none' && who === 'somebody',
  );
  return [...browserSessions(facts), ...silent].some(({ at }) => at > since);
}

/**
 * A way may ask the question itself for a session that has its name already: then the end is that one's. A hint says nothing of the
 * browser: it ends its own session whoever is there.
 */
function isBrowserEndedSince(facts: readonly Fact[], since: At): boolean {
  const keys = [UNNAMED, ...browserSessions(facts).map(({ sid }) => sid)];
  return endsOf(facts).some(({ way, key, at }) => at > since && keys.includes(key) && !BY_HINT.includes(way));
}

function browserSessions(facts: readonly Fact[]): FactOf<'session'>[] {
  return factsOf(facts, 'session').filter(({ from }) => from === 'browser');
}
