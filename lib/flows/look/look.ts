import type { RealmStatus } from '../../contract/status.ts';
import { failureOf } from '../../errors/step-error.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Fact } from '../../verdict/facts.ts';
import type { Lock } from '../kernel/locks.ts';
import type { Ports } from '../kernel/ports.ts';
import { readStatus, STATUS } from '../kernel/records.ts';
import { openOp } from '../op/handle.ts';
import type { NewFact, Notes } from '../sign-out/act.ts';
import { find } from '../sign-out/find.ts';
import { statusAfterLook } from './status.ts';

/** Finds out who is signed in to each realm, all at once. A realm that is being signed in or out is left alone. */
export async function lookAtAll(realms: Realm[], ports: Ports): Promise<void> {
  await Promise.all(realms.map((realm) => look(realm, ports)));
}

/** A look is the first step of a sign-out, and what it comes to: nothing else. */
async function look(realm: Realm, ports: Ports): Promise<void> {
  const lock = ports.locks.look(realm.id);
  if (!lock) return;
  const known = await readStatus(ports.session, realm.id);
  if (lock.isCurrent()) await write(realm, { ...known, checking: true, worker: ports.worker }, ports);
  const notes = createNotes(realm, known, lock, ports);
  try {
    await find(await openOp(realm, ports), notes, ports);
  } catch (error) {
    void notes.add({ f: 'failed', cause: failureOf(error) });
  }
  lock.end();
  const status = await statusAfterLook(realm, known, notes.facts, ports);
  if (lock.isCurrent()) await write(realm, status, ports);
}

/** What a look finds is shown as it comes, and stored nowhere else. */
function createNotes(realm: Realm, known: RealmStatus, lock: Lock, ports: Ports): Notes {
  const facts: Fact[] = [];
  return {
    facts,
    add: async ({ at = ports.moments.next(), ...fact }: NewFact) => {
      facts.push({ ...fact, at } as Fact);
      if (!SHOWN.includes(fact.f) || !lock.isCurrent()) return;
      const status = await statusAfterLook(realm, known, facts, ports);
      if (lock.isCurrent()) await write(realm, { ...status, checking: true, worker: ports.worker }, ports);
    },
  };
}

/** What changes what a row says. */
const SHOWN: readonly Fact['f'][] = ['browser', 'session'];

function write(realm: Realm, status: RealmStatus, ports: Ports): Promise<void> {
  return ports.session.set({ [STATUS + realm.id]: status });
}
