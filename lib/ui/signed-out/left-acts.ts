import type { Later, ResultBackend } from '../../contract/messages.ts';
import type { NamedApp } from '../../settings/app-list.ts';
import { type Acts, type ActTarget, ALL, goOn, signOut, useActs } from '../shared/acts.ts';

/** What a person does about what a sign-out has left. */
export type LeftActs = Acts & {
  /** Signs out of several realms at once. */
  signOutOf: (realms: readonly ActTarget[]) => void;
  /** Asks for what clearing apps takes, and signs out of their realms again, which clears them. */
  allowApps: (origins: string[], realms: readonly ActTarget[]) => void;
  /**
   * Asks for what clearing apps takes, and signs out of their realms again, which clears them; later ones too where the person may
   * choose.
   */
  signOutOfApps: (apps: NamedApp[]) => void;
  /** Asks for the hosts of identity providers, and signs out of their realms again, which asks them. */
  allowHosts: (origins: string[], realms: readonly ActTarget[]) => void;
};

type SignOut = Extract<Later, { kind: 'sign-out' | 'sign-out-apps' }>;

/** The acts of the page on which a sign-out ends: each ends in one more sign-out. */
export function useLeftActs(backend: ResultBackend): LeftActs {
  const acts = useActs(backend, (id) => signOutLater([{ id }]));
  const ask = (asked: Promise<boolean>, later: SignOut) => void acts.follow(ALL, goOn(backend, asked, later));
  // One host of several may be refused, by the person or where an admin has set it: what is allowed is done.
  const askForApps = (origins: string[], laterWith: (allowed: string[]) => SignOut) => {
    const goOnWith = (allowed: string[]) =>
      goOn(backend, Promise.resolve(allowed.length > 0), laterWith(allowed));
    void acts.follow(ALL, backend.requestApps(origins, laterWith(origins)).then(goOnWith));
  };
  return {
    ...acts,
    signOutOf: (realms) => void acts.follow(ALL, signOut(backend, { realmIds: idsOf(realms) })),
    allowApps: (origins, realms) => askForApps(origins, () => signOutLater(realms)),
    signOutOfApps: (apps) =>
      askForApps(
        apps.map(({ origin }) => origin),
        (allowed) => ({
          kind: 'sign-out-apps',
          payload: { apps: apps.filter(({ origin }) => allowed.includes(origin)) },
        }),
      ),
    allowHosts: (origins, realms) => {
      const later = signOutLater(realms);
      ask(backend.requestHosts(origins, later), later);
    },
  };
}

function signOutLater(realms: readonly Pick<ActTarget, 'id'>[]): SignOut {
  return { kind: 'sign-out', payload: { realmIds: idsOf(realms) } };
}

function idsOf(realms: readonly Pick<ActTarget, 'id'>[]): string[] {
  return realms.map(({ id }) => id);
}
