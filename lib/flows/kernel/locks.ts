/** A claim on a realm by one act. */
export type Lock = {
  /** Whether what this act finds out still counts: not once a later act has taken the realm. */
  isCurrent(): boolean;
  end(): void;
};

/** Which act has each realm, in this instance of the worker: a sign-out goes before a sign-in, both before a look. */
export type Locks = {
  /** Takes the realm for a sign-out; null while one is under way. */
  signOut(realmId: string): Lock | null;
  /** Takes the realm for a sign-in; null while either is under way. */
  signIn(realmId: string): Lock | null;
  /** For finding out who is signed in, which must not disturb: null while either is under way. */
  look(realmId: string): Lock | null;
};

type Act = { kind: 'sign-out' | 'sign-in' };

/** Makes the register of locks; a worker has one. */
export function createLocks(): Locks {
  const active = new Map<string, Act>();
  const latest = new Map<string, object>();
  const take = (realmId: string, act: Act): Lock => {
    active.set(realmId, act);
    latest.set(realmId, act);
    return {
      isCurrent: () => (active.get(realmId) ?? act) === act,
      end: () => {
        if (active.get(realmId) === act) active.delete(realmId);
      },
    };
  };
  const look = (realmId: string): Lock => {
    const mark = {};
    latest.set(realmId, mark);
    return { isCurrent: () => latest.get(realmId) === mark, end: () => undefined };
  };
  return {
    signOut: (realmId) =>
      active.get(realmId)?.kind === 'sign-out' ? null : take(realmId, { kind: 'sign-out' }),
    signIn: (realmId) => (active.has(realmId) ? null : take(realmId, { kind: 'sign-in' })),
    look: (realmId) => (active.has(realmId) ? null : look(realmId)),
  };
}
