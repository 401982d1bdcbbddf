import type { ClientRepresentation, OwnAddresses } from '../keycloak/client-representation.ts';
import type { Registered } from '../keycloak/registration.ts';
import type { RuleEdit } from '../settings/edit.ts';
import type { ImportMode } from '../settings/merge.ts';
import type { App, AppTabs, Realm, Settings, Show } from '../settings/schema.ts';
import type { Activity } from './activity.ts';

/** What an admin registers in Keycloak for this very installation; `client` is all of it, for both browsers. */
export type Registration = OwnAddresses & { client: ClientRepresentation };

/** The part of a realm that a person edits. */
export type RealmEdit = Pick<Realm, 'label' | 'clientId' | 'client'>;

/** What the options page does by itself, in the shape of messages; no worker carries what only an admin or a new person needs. */
export type SetUp = {
  /** Finds the realm behind an address by discovery and adds it at the end. */
  'add-realm': { in: { address: string }; out: Realm };
  /** Takes a found realm up among the person's own, and sends requests with its cookies from now on as to any other. */
  'keep-realm': { in: { realmId: string }; out: Realm };
  /** Shows a realm that is found, or was named once, no more; or again. */
  'ignore-realm': { in: { issuer: string; on: boolean }; out: null };
  /** Changes what is named of a realm, and nothing else: what a policy has in force is not what the person chose. */
  'edit-realm': { in: { realmId: string; edit: Partial<RealmEdit> }; out: Realm };
  /** Moves a realm to a place counted from 0. */
  'move-realm': { in: { realmId: string; to: number }; out: null };
  /** Removes a realm; the answer is what `restore-realm` takes to undo it. */
  'remove-realm': { in: { realmId: string }; out: { realm: Realm; at: number } };
  'restore-realm': { in: { realm: Realm; at: number }; out: null };
  /** Takes imported settings up; the answer is what to replace them with to undo it. */
  'import-settings': { in: { settings: Settings; mode: ImportMode }; out: { before: Settings } };
  /** Lets go of what of the settings could not be read. */
  'discard-refused': { in: Record<string, never>; out: null };
  'set-show': { in: { show: Show }; out: null };
  'set-app-tabs': { in: { appTabs: AppTabs }; out: null };
  /** What is kept of sign-ins and sign-outs from now on; names that are not wanted go from what is kept too. */
  'set-activity': { in: Partial<Settings['activity']>; out: null };
  /** When a person is signed out without a click, and how. */
  'set-rules': { in: RuleEdit; out: null };
  /** Lets go of all that is kept; the answer is what `restore-activity` takes to undo it. */
  'clear-activity': { in: Record<string, never>; out: { before: Activity[] } };
  'restore-activity': { in: { before: Activity[] }; out: null };
  /** Replaces a realm's list of apps. */
  'set-apps': { in: { realmId: string; apps: App[] }; out: null };
  /** Tests a realm's set-up; its progress is seen by watching. Answers when it is done. */
  'test-realm': { in: { realmId: string }; out: null };
  /** What an admin registers for this installation. */
  registration: { in: Record<string, never>; out: Registration };
  /** Registers the client in a realm with an admin's initial access token, which is used once and kept nowhere. */
  'register-client': { in: { realmId: string; token: string }; out: Registered };
};
