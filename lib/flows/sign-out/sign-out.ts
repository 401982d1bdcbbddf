import { ignore } from '../../errors/ignore.ts';
import { failureOf } from '../../errors/step-error.ts';
import { judge } from '../../verdict/judge.ts';
import { factsOf, isGone, lastDeedOf } from '../../verdict/reading.ts';
import { BEGINNINGS, LIMITS, ROUNDS, withLimit } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { OpHandle } from '../op/handle.ts';
import { openOp } from '../op/handle.ts';
import type { RealmSignOut } from './act.ts';
import { clear } from './clear.ts';
import { end } from './end.ts';
import { find } from './find.ts';
import { noteLeft } from './left.ts';
import { takeUpNamed } from './named-apps.ts';
import { prove } from './prove.ts';
import { tell } from './tell.ts';
import type { Together } from './together.ts';
import { waitAgain } from './ways/in-tab.ts';

/**
 * Signs out of one realm: the whole act, in the order in which it happens. Steps do deeds and collect facts; what they mean is the
 * judge's. Begins again, with what is known, wherever it was stopped.
 */
export async function signOutOfRealm(act: RealmSignOut, together: Together, ports: Ports): Promise<void> {
  try {
    await noteLeft(act, ports);
    let op = await openOp(act.realm, ports);
    await afterLooks(act, ports);
    await together.whenOthersEnded(act, ports);
    await waitAgain(op, act, ports);
    while (mayGoOn(act, ports)) op = await round(op, act, together, ports);
  } catch (error) {
    act.add({ f: 'failed', cause: failureOf(error) });
  } finally {
    together.ended(act.realm.id);
    together.rested(act.realm.id);
  }
}

/**
 * A look that is under way asks the same in the same cookies, and Keycloak keeps one sign-in per browser in a cookie: one of the two would
 * lose. What it finds will do for the sign-out as well.
 */
export async function afterLooks(
  { realm: { id } }: Pick<RealmSignOut, 'realm'>,
  { clock, locks }: Ports,
): Promise<void> {
  await withLimit(clock, LIMITS.request, 'look', locks.looksOver(id)).catch(ignore);
}

async function round(
  opened: OpHandle,
  act: RealmSignOut,
  together: Together,
  ports: Ports,
): Promise<OpHandle> {
  const op = await find(opened, act, ports, isFirst(act));
  await end(op, act, ports);
  together.ended(act.realm.id);
  // Over a live session nothing is told or cleared: it would sign the person in again.
  if (isGone(act.facts)) {
    await tell(act, ports);
    await takeUpNamed(act, together, ports);
    await together.whenEnded(act, ports);
    await clear(act, ports);
  }
  together.rested(act.realm.id);
  await together.whenRested(act, ports);
  await prove(op, act, together, ports);
  return op;
}

function isFirst({ facts }: RealmSignOut): boolean {
  return factsOf(facts, 'proved').length === 0;
}

/** At most three rounds, five beginnings, one stored deadline; another round only where somebody has been found. */
function mayGoOn(act: RealmSignOut, ports: Pick<Ports, 'clock'>): boolean {
  const { facts, row } = act;
  const rounds = factsOf(facts, 'proved').length;
  // What is proven stays so, however late: a machine may have slept meanwhile.
  if (rounds > 0 && !isLeft(act)) return false;
  if (row.begun > BEGINNINGS || ports.clock.now() > row.deadline) {
    act.add({ f: 'given-up' });
    return false;
  }
  return rounds < ROUNDS;
}

function isLeft({ facts, asked }: RealmSignOut): boolean {
  const { is, failure } = judge(facts, asked, lastDeedOf(facts));
  return is === 'somebody' || is === 'again' || failure?.code === 'session-left';
}
