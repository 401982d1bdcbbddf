import { useState } from 'preact/hooks';
import type { Backend, Later, Messages, Result } from '../../contract/messages.ts';
import type { AppOfRealm } from '../../contract/status.ts';
import type { Failure } from '../../errors/failure.ts';
import type { Act } from '../popup/realm-line.ts';

/** What an act needs to know of a realm. */
export type ActTarget = { id: string; issuer: string };

/** Doing something to a realm, or signing out of all, and the refusals that came of it. */
export type Acts = {
  refusals: Record<string, Failure>;
  act: (act: Act, realm: ActTarget) => void;
  signOutOfAll: () => void;
  /** Signs out of one app of a realm alone. */
  leaveApp: (realmId: string, app: AppOfRealm, discards?: boolean) => void;
  /** Keeps what comes of one more act, under the key of a realm or of all. */
  follow: (key: string, answer: Promise<Result<unknown>>) => Promise<void>;
};

/** What a page does once the person has allowed the extension to talk to a realm's server. */
export type WhenAllowed = (realmId: string) => Later;

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
    leaveApp: (realmId, { key, places }, discards = false) =>
      void follow(realmId, leaveApp(backend, { realmId, key, discards }, places)),
    follow,
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
  if (act === 'sign-in' || act === 'show-tab') return backend.send(act, { realmId });
  if (act !== 'allow') return signOut(backend, { realmIds: [realmId] });
  const later = whenAllowed(realmId);
  return goOn(backend, backend.requestHosts([realm.issuer], later), later);
}

/** Does what was wanted once the browser has been told yes. */
export async function goOn(
  backend: Backend,
  asked: Promise<boolean>,
  later: Later,
): Promise<Result<unknown>> {
  if (!(await asked)) return { ok: true, value: null };
  return later.kind === 'sign-out'
    ? signOut(backend, later.payload)
    : backend.send(later.kind, later.payload);
}

/** Signs out. */
export function signOut(backend: Backend, payload: Messages['sign-out']['in']): Promise<Result<unknown>> {
  return sendTwice(() => backend.send('sign-out', payload));
}

/** What was allowed and what was not is seen by the worker, and said: the realm may end the app all the same. */
async function leaveApp(
  backend: Backend,
  payload: Messages['sign-out-app']['in'],
  places: AppOfRealm['places'],
): Promise<Result<unknown>> {
  const origins = places.flatMap(({ origin }) => origin ?? []);
  if (origins.length > 0) await backend.requestApps(origins, { kind: 'sign-out-app', payload });
  return sendTwice(() => backend.send('sign-out-app', payload));
}

/** A worker that is stopped before it has stored what is wanted has lost it; one that has begun it takes no second one. */
async function sendTwice(send: () => Promise<Result<unknown>>): Promise<Result<unknown>> {
  const answer = await send();
  return !answer.ok && answer.failure.code === 'interrupted' ? send() : answer;
}
