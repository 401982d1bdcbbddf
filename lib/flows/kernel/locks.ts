/** A claim on a realm by one act. */
export type Lock = {
  /** Whether what this act finds out still counts: not once a later act has taken the realm. */
  isCurrent(): boolean;
  end(): void;
};

/** Which act has each realm, in this instance of the worker: a sign-out goes before a sign-in, both before a look. */
export type Locks = {
  /** Takes the realm for a sign-out; null while one is under way. */
  signOut(realmId: string, runId: string): Lock | null;
  /** The sign-out that is under way in a realm; known before anything of it is stored. */
  runOf(realmId: string): string | undefined;
  /** Takes the realm for a sign-in; null while either is under way. */
  signIn(realmId: string): Lock | null;
  /** For finding out who is signed in, which must not disturb: null while either is under way. */
  look(realmId: string): Lock | null;
  /** Settles once no look at a realm is under way. */
  looksOver(realmId: string): Promise<void>;
};

type Holder = { kind: 'sign-out'; runId: string } | { kind: 'sign-in' };

/** Makes the register of locks; a worker has one. */
export function createLocks(): Locks {
  const active = new Map<string, Holder>();
  const latest = new Map<string, object>();
  const take = (realmId: string, act: Holder): Lock => {
    active.set(realmId, act);
    latest.set(realmId, act);
    return {
      isCurrent: () => (active.get(realmId) ?? act) === act,
      end: () => {
        if (active.get(realmId) === act) active.delete(realmId);
      },
    };
  };
  const looks = new Map<string, Set<Promise<void>>>();
  const look = (realmId: string): Lock => {
    const mark = {};
    latest.set(realmId, mark);
    const { promise, resolve } = Promise.withResolvers<void>();
    const here = looks.get(realmId) ?? new Set();
    looks.set(realmId, here.add(promise));
    const end = (): void => {
      here.delete(promise);
      resolve();
    };
    return { isCurrent: () => latest.get(realmId) === mark, end };
  };
  const runOf = (realmId: string): string | undefined => {
    const act = active.get(realmId);
    return act?.kind === 'sign-out' ? act.runId : undefined;
  };
  return {
    signOut: (realmId, runId) => (runOf(realmId) ? null : take(realmId, { kind: 'sign-out', runId })),
    runOf,
    signIn: (realmId) => (active.has(realmId) ? null : take(realmId, { kind: 'sign-in' })),
    look: (realmId) => (active.has(realmId) ? null : look(realmId)),
    looksOver: async (realmId) => void (await Promise.all(looks.get(realmId) ?? [])),
  };
}
