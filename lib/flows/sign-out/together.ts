import type { Realm } from '../../settings/schema.ts';
import { LIMITS, pause } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';

/** Realms of one sign-out that wait for each other, as far as one's deeds touch another. */
export type Together = {
  /** Says that a realm's sessions have ended, or could not be. */
  ended(realmId: string): void;
  /** Has a realm be as it is known by now, with apps that its session has named; gives the ids of those that share one or a host with it. */
  takeUp(realm: Realm): string[];
  /** Says that a realm does nothing more in this browser. */
  rested(realmId: string): void;
  /** Waits until the sessions of all realms that share an app or a host with this one have ended, at most their limit. */
  whenEnded(of: { realm: Realm }, ports: Pick<Ports, 'clock'>): Promise<void>;
  /** Waits until the sessions of all named realms have ended, at most their own limit: an app may be in several. */
  whenAllEnded(of: { realm: Realm }, ports: Pick<Ports, 'clock'>): Promise<void>;
  /** Has a realm that was found and not asked yet wait until the sessions of all others have ended, at most their limit. */
  whenOthersEnded(of: { realm: Realm }, ports: Pick<Ports, 'clock'>): Promise<void>;
  /** Waits until all realms that share an app or a host with this one are at rest, at most their limit. */
  whenRested(of: { realm: Realm }, ports: Pick<Ports, 'clock'>): Promise<void>;
};

/**
 * Makes what the realms of one sign-out wait by. A realm that was found and not asked yet may be the identity provider of another one,
 * which passes its sign-out on to it: asked meanwhile, it would know somebody whom nobody has named, and then nobody. So it waits for the
 * others' end, and they are proven once it is at rest.
 * @param unasked ids of realms that were found and not asked yet.
 */
export function createTogether(all: Realm[], unasked: readonly string[] = []): Together {
  const ended = gates(all);
  const rested = gates(all);
  let realms = all;
  const isUnasked = ({ id }: Realm): boolean => unasked.includes(id);
  const named = all.filter((realm) => !isUnasked(realm));
  const earlier = (realm: Realm): Realm[] => {
    const found = all.filter(isUnasked);
    const at = found.findIndex(({ id }) => id === realm.id);
    return at < 0 ? [] : [...named, ...found.slice(0, at)];
  };
  const touching = (realm: Realm): Realm[] =>
    realms.filter(
      (other) =>
        other.id !== realm.id && (isUnasked(realm) || isUnasked(other) || sharing(realm, [other]).length > 0),
    );
  const wait =
    (
      gate: Gates,
      othersOf: (realm: Realm) => Realm[],
      limitMs: number = LIMITS.shared,
    ): Together['whenEnded'] =>
    async ({ realm }, { clock }) => {
      const others = othersOf(realm).map(({ id }) => gate.when(id));
      if (others.length === 0) return;
      await Promise.race([Promise.all(others), pause(clock, limitMs)]);
    };
  return {
    takeUp: (realm) => {
      realms = realms.map((one) => (one.id === realm.id ? realm : one));
      return sharing(realm, realms).map(({ id }) => id);
    },
    ended: ended.open,
    rested: rested.open,
    whenEnded: wait(ended, (realm) => sharing(realm, realms)),
    whenAllEnded: wait(ended, (realm) => named.filter(({ id }) => id !== realm.id), LIMITS.allEnded),
    whenOthersEnded: wait(ended, earlier),
    whenRested: wait(rested, touching),
  };
}

/**
 * The realms whose deeds in this browser touch a realm: one of the two clears apps, on a host where the other stands or that the
 * other clears too.
 */
export function sharing(realm: Realm, realms: Realm[]): Realm[] {
  return realms.filter(
    (other) => other.id !== realm.id && (clearsFor(realm, other) || clearsFor(other, realm)),
  );
}

function clearsFor(realm: Realm, other: Realm): boolean {
  const hosts = [other.issuer, ...clearedOf(other)].map(hostOf);
  return clearedOf(realm).some((origin) => hosts.includes(hostOf(origin)));
}

function clearedOf({ apps }: Realm): string[] {
  return apps.flatMap(({ origin, atSignOut }) => (atSignOut === 'clear' ? [origin] : []));
}

function hostOf(address: string): string {
  return new URL(address).hostname;
}

type Gates = { open(id: string): void; when(id: string): Promise<void> };

function gates(realms: Realm[]): Gates {
  const opened = new Map<string, () => void>();
  const promises = new Map(
    realms.map(({ id }) => [id, new Promise<void>((resolve) => void opened.set(id, resolve))]),
  );
  return { open: (id) => opened.get(id)?.(), when: (id) => promises.get(id) ?? Promise.resolve() };
}
