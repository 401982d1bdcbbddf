import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { type Deed, type Fact, type FactOf, type LandingKind, UNNAMED } from '../../../lib/verdict/facts.ts';

/** Facts in the order in which they came, a moment apart. */
export function story(...facts: NewFact[]): Fact[] {
  return facts.map((fact, index) => ({ ...fact, at: index + 1 }) as Fact);
}

/** An answer to the question that names no session. */
export function question(who: FactOf<'browser'>['who']): NewFact {
  return { f: 'browser', who, by: 'question' };
}

/** An answer to `prompt=none`. */
export function silent(who: FactOf<'browser'>['who']): NewFact {
  return { f: 'browser', who, by: 'prompt-none' };
}

/** A session that was found in the browser, or that was remembered from before. */
export function session(sid = 's1', from: 'browser' | 'remembered' = 'browser'): NewFact {
  return { f: 'session', sid, from, user: 'alice', since: 0 };
}

/** What the OP says of a session's token. */
export function token(is: FactOf<'token'>['is'], sid = 's1'): NewFact {
  return { f: 'token', sid, is };
}

/** Something that was done. */
export function deed(way: Deed['way'], landing: LandingKind | 'under-way', key = 's1'): NewFact {
  return { f: 'deed', deed: { way, key, landing } };
}

/** A step that did not get on. */
export function failed(code: FactOf<'failed'>['cause']['code']): NewFact {
  return { f: 'failed', cause: { code, details: [] } };
}

/** A session in the browser that was named and had a good token. */
export const FOUND = [question('somebody'), silent('somebody'), session(), token('accepted')];

/** The end of that session, by its own hint. */
export const ENDED = deed('fetch', 'leads');

/** The proof of it. */
export const PROOF = [question('nobody'), token('refused')];

/** The end of somebody without a name, by the question. */
export const ENDED_UNNAMED = deed('question', 'leads', UNNAMED);

/** A row of the table: what happened in words and in facts, the verdict on it, and the code of its failure. */
export type Row = [words: string, facts: NewFact[], verdict: string, code?: string];
