import type { Failure } from '../../errors/failure.ts';
import { failureOf } from '../../errors/step-error.ts';
import type { AppState } from '../../verdict/facts.ts';
import { presenceAfter } from '../../verdict/presence.ts';
import { factsOf, lastFailure } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession, readSessions } from '../kernel/sessions.ts';
import { endAppSessions } from '../op/account.ts';
import { openOp } from '../op/handle.ts';
import { type AppAct, collect } from './act.ts';
import { find } from './find.ts';
import { afterLooks } from './sign-out.ts';

/** What an OP says to ending one app alone. */
type Ended = Extract<AppState, 'ended' | 'cannot-end' | 'not-ended'>;

type Asking = Pick<AppAct, 'add' | 'realm'>;

/**
 * Has a realm end all sessions of one app, and no other's. Who is signed in is asked anew: the popup may have stood for long. What keeps
 * the realm from it is noted.
 * @returns null where nobody is signed in any more, and nothing of the app's is left there.
 */
export async function endAlone(act: Asking, clientId: string, ports: Ports): Promise<Ended | null> {
  const end = await askToEnd(act, clientId, ports).catch(failureOf);
  if (typeof end === 'string' || end === null) return end;
  act.add({ f: 'failed', cause: end });
  return 'not-ended';
}

async function askToEnd(act: Asking, clientId: string, ports: Ports): Promise<Ended | Failure | null> {
  const { session: area } = ports;
  const { id } = act.realm;
  const op = await openOp(act.realm, ports);
  await afterLooks(act, ports);
  const known = (await readSessions(area, id, op.metadata.issuer)).findLast(({ endedIn }) => !endedIn);
  const notes = collect(ports);
  const through = await find(op, notes, ports);
  const sid = factsOf(notes.facts, 'session').findLast(({ from }) => from === 'browser')?.sid;
  const session = sid && (await readSession(area, id, sid));
  if (!session && presenceAfter(notes.facts, Number.NEGATIVE_INFINITY).who === 'nobody') {
    act.add({ f: 'browser', who: 'nobody', by: 'question' });
    return null;
  }
  if (!session) return lastFailure(notes.facts) ?? UNNAMED_PERSON;
  // Another person's sessions are not what was asked for.
  if (known && known.person !== session.person) return 'not-ended';
  return endAppSessions(through, session, clientId, ports);
}

const UNNAMED_PERSON: Failure = { code: 'somebody-unnamed', details: [] };
