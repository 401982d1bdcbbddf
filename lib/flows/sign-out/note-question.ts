import type { FactOf } from '../../verdict/facts.ts';
import type { Ports } from '../kernel/ports.ts';
import type { OpHandle } from '../op/handle.ts';
import { askQuestion } from '../op/question.ts';
import type { Notes } from './act.ts';

/**
 * Asks the OP who is in by the question that names no session, and notes what it says, as of the moment before it was asked.
 * @returns the same.
 * @throws {StepError} `no-sign-out-endpoint`.
 */
export async function noteQuestion(op: OpHandle, notes: Notes, ports: Ports): Promise<FactOf<'browser'>> {
  const at = ports.moments.next();
  const { who, cause, page } = await askQuestion(op, ports);
  const more = { ...(cause && { cause }), ...(page && { page }) };
  const fact = { f: 'browser' as const, at, who, by: 'question' as const, ...more };
  notes.add(fact);
  return fact;
}
