import { useState } from 'preact/hooks';
import type { Failure } from '../model/failure.ts';
import type { Answer, Backend } from '../model/messages.ts';
import type { Act } from './realm-line.ts';

/** Doing something to a realm, or signing out of all, and the refusals that came of it. */
export type Acts = {
  refusals: Record<string, Failure>;
  act: (act: Act, realmId: string) => void;
  signOutOfAll: () => void;
};

/** The refusal of a sign-out of everything stands under this key. */
export const ALL = 'all';

/** Sends what a person does to the background and keeps what it refuses, by realm, until the next try. */
export function useActs(backend: Backend): Acts {
  const [refusals, setRefusals] = useState<Record<string, Failure>>({});
  const follow = async (key: string, answer: Promise<Answer<unknown>>) => {
    setRefusals(({ [key]: _, ...others }) => (key === ALL ? {} : others));
    const settled = await answer;
    if (!settled.ok) setRefusals((others) => ({ ...others, [key]: settled.failure }));
  };
  return {
    refusals,
    act: (act, realmId) => void follow(realmId, sendAct(backend, act, realmId)),
    signOutOfAll: () => void follow(ALL, backend.send('sign-out', { realmIds: 'all' })),
  };
}

function sendAct(backend: Backend, act: Act, realmId: string): Promise<Answer<unknown>> {
  if (act === 'sign-in') return backend.send('sign-in', { realmId });
  if (act === 'show-tab') return backend.send('show-tab', { realmId });
  return backend.send('sign-out', { realmIds: [realmId] });
}
