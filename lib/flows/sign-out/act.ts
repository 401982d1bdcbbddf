import type { RealmStatus, Step } from '../../contract/status.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Asked, At, Deed, Fact, LandingKind } from '../../verdict/facts.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { rowKey, STATUS, type StoredRow, type StoredRun } from '../kernel/records.ts';
import type { ResultPage } from './result-page.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A fact as a step gives it: what was asked brings the moment at which it was. */
export type NewFact = DistributiveOmit<Fact, 'at'> & { at?: At };

/** Facts that are collected. */
export type Notes = {
  readonly facts: readonly Fact[];
  /** The issuers of all realms of the same sign-out. */
  readonly together?: readonly string[];
  add(fact: NewFact): void;
};

/** One realm's part in a sign-out, while it is worked on. Its facts are stored soon after they have come, and before every deed. */
export type RealmSignOut = Notes & {
  realm: Realm;
  run: StoredRun;
  /** Live: what is stored next. */
  row: StoredRow;
  asked: Asked;
  /** The issuers of all configured realms, whose cookies are nobody else's. */
  issuers: string[];
  together: readonly string[];
  /** Says what is being done, to be stored with the next fact or at once. */
  say(step: Step): Promise<void>;
  /** Stores the row as it stands, at once; whether that could be done. */
  keep(): Promise<boolean>;
  /** The tab that ends up showing the result. */
  page: Pick<ResultPage, 'taken' | 'freed'>;
};

/** What a realm's work in a sign-out begins with. */
export type ActOf = Pick<RealmSignOut, 'realm' | 'run' | 'row' | 'issuers' | 'together' | 'page'>;

/** What is done about apps: in a realm's part in a sign-out, or about one of them alone, and then unsaved input may go. */
export type AppAct = Pick<RealmSignOut, 'add' | 'asked' | 'facts' | 'issuers' | 'keep' | 'realm' | 'say'> & {
  run: Pick<StoredRun, 'appTabs'>;
  row: Pick<StoredRow, 'onlyFound' | 'toLoad'> & { discards?: boolean };
};

/** Collects facts that are stored nowhere by themselves. */
export function collect({ moments }: Pick<Ports, 'moments'>, facts: Fact[] = []): Notes {
  return { facts, add: ({ at = moments.next(), ...fact }) => void facts.push({ ...fact, at } as Fact) };
}

/** Makes a realm's part in a sign-out. Facts that come together are stored together: each record has the pages drawn anew. */
export function createAct(
  of: ActOf,
  ports: Pick<Ports, 'clock' | 'moments' | 'session' | 'worker'>,
): RealmSignOut {
  const { row, run, realm } = of;
  const keep = () =>
    ports.session.set(recordsOf({ run, row, realm }, ports.worker)).then(
      () => true,
      () => false,
    );
  let waits = false;
  const keepSoon = (): void => {
    if (waits) return;
    waits = true;
    ports.clock.after(LIMITS.facts, () => {
      waits = false;
      if (row.tookMs === undefined) void keep();
    });
  };
  const { facts, add } = collect(ports, row.facts);
  return {
    ...of,
    asked: { scope: run.scope, otherDevices: row.otherDevices },
    facts,
    keep,
    add: (fact) => {
      add(fact);
      keepSoon();
    },
    say: async (step) => {
      row.step = step;
      await keep();
    },
  };
}

/** Where deeds are noted and stored. */
type Deeds = Pick<RealmSignOut, 'add' | 'keep'>;

/** What a deed came to; `more` is kept with it. */
export type Done = { landing: LandingKind; status?: number; leftOut?: string };

/**
 * Does something that may change what the OP knows: it is stored before it is done, and what it came to after. What cannot be stored
 * keeps no session from ending: to end it once more harms nobody.
 * @param work what is done; null where it turned out not to be possible here.
 */
export async function doDeed<T extends Done | null>(
  act: Deeds,
  deed: Pick<Deed, 'way' | 'key' | 'tabId'>,
  work: () => Promise<T>,
): Promise<T> {
  await begin(act, deed);
  return finish(act, deed, await work());
}

/**
 * Does something that an app sees, which is not to be done twice: only where it could be stored before.
 * @returns null where it was not done.
 */
export async function doOnce(
  act: Deeds,
  deed: Pick<Deed, 'way' | 'key'>,
  work: () => Promise<Done>,
): Promise<Done | null> {
  if (!(await begin(act, deed))) return null;
  const done = finish(act, deed, await work());
  void act.keep();
  return done;
}

function begin(act: Deeds, deed: Pick<Deed, 'way' | 'key' | 'tabId'>): Promise<boolean> {
  act.add({ f: 'deed', deed: { ...deed, landing: 'under-way' } });
  return act.keep();
}

function finish<T extends Done | null>(act: Deeds, deed: Pick<Deed, 'way' | 'key'>, done: T): T {
  if (done) act.add({ f: 'deed', deed: { ...deed, ...pick(done) } });
  return done;
}

function pick({ landing, status, leftOut }: Done): Done {
  return { landing, ...(status !== undefined && { status }), ...(leftOut && { leftOut }) };
}

/**
 * Says what is being done, once that takes long enough for a person to wonder: each record has the pages
 * that show it drawn anew, which takes from what is waited for.
 */
export async function withProgress<T>(
  act: RealmSignOut,
  step: Step,
  work: Promise<T>,
  ports: Pick<Ports, 'clock'>,
  delayMs: number = LIMITS.progressDelay,
): Promise<T> {
  const cancel = ports.clock.after(delayMs, () => void act.say(step));
  try {
    return await work;
  } finally {
    cancel();
  }
}

/** What is stored of a realm's part while it is worked on. */
export function recordsOf(
  { run, row, realm }: Pick<RealmSignOut, 'realm' | 'row' | 'run'>,
  worker: string,
): Record<string, StoredRow | RealmStatus> {
  const working: RealmStatus = { state: 'working', step: row.step ?? 'adopting', runId: run.id, worker };
  return {
    [rowKey(run.id, realm.id)]: { ...row, worker },
    ...(row.tookMs === undefined && { [STATUS + realm.id]: working }),
  };
}
