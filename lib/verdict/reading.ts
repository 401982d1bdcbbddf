import { type At, type Deed, type Fact, type FactOf, type Sid, UNNAMED, type Way } from './facts.ts';

/** All facts of one kind, oldest first. */
export function factsOf<F extends Fact['f']>(facts: readonly Fact[], kind: F): FactOf<F>[] {
  return facts.filter((fact): fact is FactOf<F> => fact.f === kind);
}

/** All deeds, oldest first. */
export function deedsOf(facts: readonly Fact[]): (Deed & { at: At })[] {
  return factsOf(facts, 'deed').map(({ at, deed }) => ({ ...deed, at }));
}

/** The ways of ending a session. */
const END_WAYS: readonly Way[] = ['fetch', 'identity', 'question', 'account', 'tab'];

/** The deeds by which a session has ended, by the word of whoever was asked to end it. */
export function endsOf(facts: readonly Fact[]): (Deed & { at: At })[] {
  return deedsOf(facts).filter(
    ({ way, landing }) => END_WAYS.includes(way) && (landing === 'leads' || landing === 'done'),
  );
}

/** The moment of the last deed; before all time where nothing was done. */
export function lastDeedOf(facts: readonly Fact[]): At {
  return Math.max(Number.NEGATIVE_INFINITY, ...factsOf(facts, 'deed').map(({ at }) => at));
}

/** The sessions that this realm may have here, in the order in which they were found. */
export function sidsOf(facts: readonly Fact[]): Sid[] {
  return [...new Set(factsOf(facts, 'session').map(({ sid }) => sid))];
}

/** The last word on a session's token. */
export function tokenOf(facts: readonly Fact[], sid: Sid): FactOf<'token'> | undefined {
  return factsOf(facts, 'token').findLast((fact) => fact.sid === sid);
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
 * Whether a session has ended by the word of whoever was asked to end it, or its token is refused. It is a reason to go on,
 * not yet a proof.
 */
export function isEnded(facts: readonly Fact[], sid: Sid): boolean {
  return tokenOf(facts, sid)?.is === 'refused' || endsOf(facts).some(({ key }) => key === sid);
}

/** Whether somebody without a name was found behind the browser's cookie since a moment. */
export function isSomebodyUnnamed(facts: readonly Fact[], since: At = Number.NEGATIVE_INFINITY): boolean {
  const last = factsOf(facts, 'browser').findLast(({ by, at }) => by === 'question' && at > since);
  const named = factsOf(facts, 'session').some(({ from, at }) => from === 'browser' && at > (last?.at ?? 0));
  return last?.who === 'somebody' && !named;
}

/**
 * Whether nothing that was found is left to end, so that apps may be told and cleared: over a live session they would sign the
 * person in again.
 */
export function isGone(facts: readonly Fact[]): boolean {
  if (isSomebodyUnnamed(facts) && !isEndedUnnamed(facts)) return false;
  return sidsOf(facts).every((sid) => isEnded(facts, sid));
}

function isEndedUnnamed(facts: readonly Fact[]): boolean {
  const asked = factsOf(facts, 'browser').findLast(({ by }) => by === 'question')?.at ?? 0;
  return endsOf(facts).some(({ key, at }) => key === UNNAMED && at > asked);
}
