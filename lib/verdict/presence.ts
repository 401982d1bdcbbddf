import type { Failure } from '../errors/failure.ts';
import { type At, type Fact, UNNAMED } from './facts.ts';
import { endsOf, factsOf, lastFailure, sidsOf } from './reading.ts';

/** Who is in the browser, by what was asked after the last deed. */
export type Presence = { who: 'nobody' | 'somebody' | 'unnamed' } | { who: 'unknown'; cause?: Failure };

/**
 * Who is in the browser. The question without a hint is the better witness; `login_required` counts only where this client
 * has been recognised in this browser before: a flow may lack the step that reads the cookie.
 */
export function presenceAfter(facts: readonly Fact[], lastDeed: At): Presence {
  const asked = factsOf(facts, 'browser').filter(({ at }) => at > lastDeed);
  const question = asked.findLast(({ by }) => by === 'question');
  const silent = asked.findLast(({ by }) => by === 'prompt-none');
  const cameIn = asked.some(({ who, at }) => who === 'somebody' && at > (question?.at ?? 0));
  if (silent?.who === 'somebody' && cameIn) return { who: 'somebody' };
  if (question?.who === 'nobody' && !cameIn) return { who: 'nobody' };
  if (question?.who === 'somebody') return { who: isNamed(facts) ? 'somebody' : 'unnamed' };
  if (silent?.who === 'nobody' && factsOf(facts, 'recognises').length > 0) return { who: 'nobody' };
  const cause = silent?.cause ?? question?.cause ?? lastFailure(facts);
  return { who: 'unknown', ...(cause && { cause }) };
}

/** Whether a session was found behind the browser's cookie, with whose it is. */
export function isNamed(facts: readonly Fact[]): boolean {
  return factsOf(facts, 'session').some(({ from }) => from === 'browser');
}

/**
 * Whether anybody was there at all: found, known by a token that was accepted, or ended without a name. Whom the popup had said to be in,
 * and whose session is known, was there too, wherever it has ended since.
 */
export function anybodyFound(facts: readonly Fact[]): boolean {
  return (
    factsOf(facts, 'browser').some(({ who }) => who === 'somebody') ||
    isNamed(facts) ||
    factsOf(facts, 'token').some(({ is }) => is === 'accepted') ||
    endsOf(facts).some(({ key }) => key === UNNAMED) ||
    (factsOf(facts, 'seen').length > 0 && sidsOf(facts).length > 0)
  );
}
