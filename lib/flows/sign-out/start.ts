import type { StartedBy } from '../../contract/activity.ts';
import type { RealmStatus } from '../../contract/status.ts';
import { ignore } from '../../errors/ignore.ts';
import type { Realm, Settings } from '../../settings/schema.ts';
import { noteSignOut } from '../activity/note-sign-out.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Lock } from '../kernel/locks.ts';
import type { Ports } from '../kernel/ports.ts';
import { pruneRuns } from '../kernel/prune-runs.ts';
import { RUN, STATUS, type StoredRow, type StoredRun } from '../kernel/records.ts';
import { createAct, type RealmSignOut, recordsOf } from './act.ts';
import { finish } from './finish.ts';
import { type ResultPage, resultPage } from './result-page.ts';
import { signOutOfRealm } from './sign-out.ts';
import { createTogether, sharing, type Together } from './together.ts';

/**
 * What a person has asked for: realms, all of them or these, and how the result is shown. `unasked` are the ids of those that were found
 * and not asked yet, `onlyFound` of all that nobody has named or kept. `shown`: a page that shows the result is open. `clearsNamed`: apps
 * that a realm names are cleared too. `by`: what has started it.
 */
export type SignOutOrder = {
  realms: Realm[];
  scope: 'everything' | 'these';
  how: Settings['signOut'];
  unasked?: readonly string[];
  onlyFound?: readonly string[];
  shown?: boolean;
  clearsNamed?: boolean;
  by?: StartedBy;
};

/**
 * Signs out of realms, all at once; what stops one stops no other. Realms that are being signed out already are left to that
 * sign-out and shown in this one.
 * @param all every configured realm.
 * @returns the sign-out's id as soon as it is stored (null where every realm is being signed out already), and `done`,
 *   which settles when every realm has its verdict.
 */
export async function signOut(
  order: SignOutOrder,
  all: Realm[],
  ports: Ports,
): Promise<{ runId: string | null; done: Promise<void> }> {
  const { realms, unasked, onlyFound = [] } = order;
  const id = ports.secret();
  const claims = realms.map((realm) => ({ realm, lock: ports.locks.signOut(realm.id, id) }));
  const mine = claims.flatMap(({ realm, lock }) => (lock ? [{ realm, lock }] : []));
  if (mine.length === 0) return { runId: null, done: Promise.resolve() };
  const run = newRun(id, order, mine, ports);
  const page = resultPage(run, ports);
  const waits = createTogether(
    mine.map(({ realm }) => realm),
    unasked,
  );
  const [issuers, together] = [issuersOf(all), issuersOf(realms)];
  const acts = mine.map(({ realm, lock }) => {
    const row = newRow(realm, realms, ports);
    if (onlyFound.includes(realm.id)) row.onlyFound = true;
    return { act: createAct({ realm, run, row, issuers, together, page }, ports), lock };
  });
  // Asked for first, as what is stored takes the place of what the popup had said; stored before anything is waited for, as the
  // worker may be stopped at any moment.
  const before = ports.session.get(mine.map(({ realm }) => STATUS + realm.id)).catch(() => ({}));
  const stored = store(run, acts, ports);
  const records = await before;
  const kept = acts
    .filter(({ act }) => isSeen(act.realm, records))
    .map(({ act }) => {
      act.add({ f: 'seen' });
      return act.keep();
    });
  const work = acts.map(({ act, lock }) => workOn(act, lock, waits, ports));
  await Promise.all([stored, ...kept]);
  return { runId: run.id, done: atRest(run.id, work, page, ports) };
}

/** When every realm of a sign-out has its verdict, that is shown and kept, and what is too old to be is let go of. */
export async function atRest(
  runId: string,
  work: Promise<void>[],
  page: ResultPage,
  ports: Ports,
): Promise<void> {
  // One that could not be stored keeps no other from being shown.
  await Promise.allSettled(work);
  // A page that does not open takes nothing from what was done: the popup says it too. What is too old goes the next time.
  await page.show().catch(ignore);
  await noteSignOut(runId, ports).catch(ignore);
  await pruneRuns(ports.session).catch(ignore);
}

/** Works on a realm until it has its verdict, whatever happens. */
export async function workOn(act: RealmSignOut, lock: Lock, together: Together, ports: Ports): Promise<void> {
  try {
    await signOutOfRealm(act, together, ports);
    await finish(act, ports);
  } finally {
    lock.end();
  }
}

function issuersOf(realms: Realm[]): string[] {
  return realms.map(({ issuer }) => issuer);
}

type Claim = { realm: Realm; lock: Lock };

function newRun(
  id: string,
  { realms, scope, how: { show, appTabs }, shown, clearsNamed, by }: SignOutOrder,
  mine: Claim[],
  { locks, moments }: Pick<Ports, 'locks' | 'moments'>,
): StoredRun {
  const others = realms.filter((realm) => !mine.some((claim) => claim.realm.id === realm.id));
  const elsewhere = others.map((realm) => [realm.id, locks.runOf(realm.id) ?? id] as const);
  return {
    id,
    startedAt: moments.next(),
    scope,
    realmIds: realms.map((realm) => realm.id),
    elsewhere: Object.fromEntries(elsewhere),
    appTabs,
    show,
    ...(by && { by }),
    ...(shown && { shown }),
    ...(clearsNamed && { clearsNamed }),
  };
}

type Records = Record<string, unknown>;

/** Whether the popup had said that somebody is in, which is said again where nothing can be learnt. */
function isSeen({ id }: Realm, records: Records): boolean {
  const { state, verdict } = (records[STATUS + id] as RealmStatus | undefined) ?? {};
  return state === 'signed-in' || verdict === 'somebody' || verdict === 'again' || verdict === 'may-remain';
}

function newRow(realm: Realm, together: Realm[], { clock }: Pick<Ports, 'clock'>): StoredRow {
  const { id, issuer, clientId, label, apps, otherDevices } = realm;
  return {
    realmId: id,
    issuer,
    clientId,
    label,
    apps,
    facts: [],
    begun: 1,
    deadline: clock.now() + LIMITS.signOut,
    shares: sharing(realm, together).map((other) => other.id),
    toTell: [],
    toLoad: [],
    otherDevices,
    step: 'adopting',
  };
}

/** The sign-out and its rows are stored in one step, before anything else is. */
function store(run: StoredRun, acts: { act: RealmSignOut }[], { session, worker }: Ports): Promise<void> {
  return session.set(
    Object.assign({ [RUN + run.id]: run }, ...acts.map(({ act }) => recordsOf(act, worker))),
  );
}
