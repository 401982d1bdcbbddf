import { type AppSignIn, hasComeBack, isByItself, readAppSignIn } from '../../keycloak/app-sign-in.ts';
import { loadedAgainKeys, noteLedBack } from '../kernel/brought-back.ts';
import type { Ports, SettingsStore } from '../kernel/ports.ts';
import { readOne } from '../kernel/records.ts';
import { noteSeenApp, signInKey } from '../kernel/seen-apps.ts';
import { createTurns } from '../kernel/turns.ts';

/** What tabs show of sign-ins to apps. */
export type SignInNotes = {
  /** A tab asks a realm for a sign-in. */
  begun(tabId: number, address: string): Promise<void>;
  /** A page leads a tab on. */
  led(tabId: number, from: string, to: string): Promise<void>;
  /** A tab has closed. */
  closed(tabId: number): Promise<void>;
};

/**
 * Learns from tabs which apps the person signs in to, and where they are: a realm does not know every app's address. Only sign-ins to
 * realms of the settings count, and only those that their realm has led back. A person may take long over a form, so what is under way
 * is kept where a stop of the worker does not reach it.
 */
export function createSignInNotes(
  ports: Pick<Ports, 'clock' | 'session'>,
  settings: Pick<SettingsStore, 'read'>,
): SignInNotes {
  const { session } = ports;
  // What comes of one is awaited by the next: a realm that knows the person leads back at once.
  const next = createTurns();
  const begun = async (tabId: number, address: string): Promise<void> => {
    const signIn = readAppSignIn(address);
    if (!signIn) return;
    const realm = (await settings.read()).realms.find(({ issuer }) => issuer === signIn.issuer);
    if (realm && signIn.clientId !== realm.clientId) await session.set({ [signInKey(tabId)]: signIn });
  };
  const led = async (tabId: number, from: string, to: string): Promise<void> => {
    const signIn = await readOne<AppSignIn>(session, signInKey(tabId));
    if (!signIn || !hasComeBack(signIn, from, to)) return;
    await noteSeenApp(session, signIn);
    await session.remove([signInKey(tabId)]);
    if (isByItself(from)) await noteLedBack(tabId, signIn, ports);
  };
  const closed = async (tabId: number): Promise<void> =>
    session.remove([signInKey(tabId), ...(await loadedAgainKeys(session, tabId))]);
  return {
    begun: (tabId, address) => next(() => begun(tabId, address)),
    led: (tabId, from, to) => next(() => led(tabId, from, to)),
    closed: (tabId) => next(() => closed(tabId)),
  };
}
