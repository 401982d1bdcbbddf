import { useState } from 'preact/hooks';
import type { Backend, Result } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';
import type { Act } from '../popup/realm-line.ts';

/** What an act needs to know of a realm. */
export type ActTarget = { id: string; issuer: string };

/** Doing something to a realm, or signing out of all, and the refusals that came of it. */
export type Acts = {
  refusals: Record<string, Failure>;
  act: (act: Act, realm: ActTarget) => void;
  signOutOfAll: () => void;
  /** Signs out of several realms at once. */
  signOutOf: (realms: readonly ActTarget[]) => void;
  /** Asks for what clearing apps takes, and signs out of their realms again, which clears them. */
  allowApps: (origins: string[], realms: readonly ActTarget[]) => void;
  /** Asks for the hosts of identity providers, and signs out of their realms again, which asks them. */
  allowHosts: (origins: string[], realms: readonly ActTarget[]) => void;
};

/** What a page does once the person has allowed the extension to talk to a realm's server. */
export type WhenAllowed = (realmId: string) => Promise<Result<unknown>>;

/** The refusal of a sign-out of everything, or of several realms, stands under this key. */
export const ALL = 'all';

/** Sends what a person does to the background and keeps what it refuses, by realm, until the next try. */
export function useActs(backend: Backend, whenAllowed: WhenAllowed): Acts {
  const [refusals, setRefusals] = useState<Record<string, Failure>>({});
  const follow = async (key: string, answer: Promise<Result<unknown>>) => {
    setRefusals((before) => without(before, key));
    const settled = await answer;
    if (!settled.ok) setRefusals((others) => ({ ...others, [key]: settled.failure }));
  };
  return {
    refusals,
    act: (act, realm) => void follow(realm.id, send(backend, act, realm, whenAllowed)),
    signOutOfAll: () => void follow(ALL, signOut(backend, {})),
    signOutOf: (realms) => void follow(ALL, signOutOf(backend, realms)),
    allowApps: (origins, realms) => void follow(ALL, allowed(backend.requestApps(origins), backend, realms)),
    allowHosts: (origins, realms) =>
      void follow(ALL, allowed(backend.requestHosts(origins), backend, realms)),
  };
}

/** The same object where nothing goes, so that no page is drawn anew in the moment of the click. */
function without(refusals: Record<string, Failure>, key: string): Record<string, Failure> {
  const left = Object.entries(refusals).filter(([one]) => key !== ALL && one !== key);
  return left.length < Object.keys(refusals).length ? Object.fromEntries(left) : refusals;
}

async function send(
  backend: Backend,
  act: Act,
  realm: ActTarget,
  whenAllowed: WhenAllowed,
): Promise<Result<unknown>> {
  const realmId = realm.id;
  if (act === 'sign-in') return backend.send('sign-in', { realmId });
  if (act === 'show-tab') return backend.send('show-tab', { realmId });
  if (act !== 'allow') return signOut(backend, { realmIds: [realmId] });
  return (await backend.requestAccess(realm.issuer)) ? whenAllowed(realmId) : { ok: true, value: null };
}

function signOutOf(backend: Backend, realms: readonly ActTarget[]): Promise<Result<unknown>> {
  return signOut(backend, { realmIds: realms.map(({ id }) => id) });
}

async function allowed(
  asked: Promise<boolean>,
  backend: Backend,
  realms: readonly ActTarget[],
): Promise<Result<unknown>> {
  return (await asked) ? signOutOf(backend, realms) : { ok: true, value: null };
}

/** A worker that is stopped before it has stored the sign-out has lost it; one that has begun it takes no second one. */
async function signOut(backend: Backend, payload: { realmIds?: string[] }): Promise<Result<unknown>> {
  const answer = await backend.send('sign-out', payload);
  return !answer.ok && answer.failure.code === 'interrupted' ? backend.send('sign-out', payload) : answer;
}
