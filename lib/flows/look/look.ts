import type { RealmStatus } from '../../contract/status.ts';
import { ignore } from '../../errors/ignore.ts';
import { failureOf } from '../../errors/step-error.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Fact } from '../../verdict/facts.ts';
import { LIMITS, pause } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { readStatus, writeStatus } from '../kernel/records.ts';
import { openOp } from '../op/handle.ts';
import { collect, type Notes } from '../sign-out/act.ts';
import { find } from '../sign-out/find.ts';
import { statusAfterLook } from './status.ts';

/** So many realms are looked at right away. */
const FEW = 4;

/**
 * Finds out who is signed in to each realm, all at once. More than a few wait a moment in which the popup can come to stand: they would
 * take from it what they gain. A realm that is being signed in or out is left alone.
 */
export async function lookAtAll(realms: Realm[], ports: Ports): Promise<void> {
  if (realms.length > FEW) await pause(ports.clock, LIMITS.popupStands);
  await Promise.all(realms.map((realm) => look(realm, ports)));
}

/** A look is the first step of a sign-out, and what it comes to: nothing else. */
async function look(realm: Realm, ports: Ports): Promise<void> {
  const lock = ports.locks.look(realm.id);
  if (!lock) return;
  const known = await readStatus(ports.session, realm.id).catch((): RealmStatus => ({ state: 'unknown' }));
  const show = inTurn(async (status: RealmStatus | Promise<RealmStatus>) => {
    const shown = await status;
    if (lock.isCurrent()) await writeStatus(ports.session, realm.id, shown);
  });
  const underWay = { checking: true, worker: ports.worker };
  void show({ ...known, ...underWay });
  const notes = createNotes(ports, (facts) => {
    void show(statusAfterLook(realm, known, facts, ports).then((status) => ({ ...status, ...underWay })));
  });
  try {
    await find(await openOp(realm, ports), notes, ports);
  } catch (error) {
    notes.add({ f: 'failed', cause: failureOf(error) });
  }
  lock.end();
  await show(statusAfterLook(realm, known, notes.facts, ports).catch(unread));
}

/** Where what is known may not be read, nothing is said but that. */
function unread(error: unknown): RealmStatus {
  return { state: 'failed', failure: failureOf(error) };
}

/** What a look finds is shown as it comes, and stored nowhere else. */
function createNotes(ports: Pick<Ports, 'moments'>, onShown: (facts: Fact[]) => void): Notes {
  const { facts, add } = collect(ports);
  return {
    facts,
    add: (fact) => {
      add(fact);
      if (SHOWN.includes(fact.f)) onShown([...facts]);
    },
  };
}

/** Does something with one thing after the other, in the order in which they came: nothing overtakes what was said later. */
function inTurn<T>(act: (thing: T) => Promise<void>): (thing: T) => Promise<void> {
  let last = Promise.resolve();
  return (thing) => {
    // One that fails does not keep the next from being said.
    last = last.catch(ignore).then(() => act(thing));
    return last;
  };
}

/** What changes what a row says. */
const SHOWN: readonly Fact['f'][] = ['browser', 'session'];
