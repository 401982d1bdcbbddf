import * as v from 'valibot';
import { isRecord } from '../protocol/json.ts';
import {
  entriesOf,
  type Refuse,
  type RefusedEntry,
  refuseInto,
  refuseUnknown,
  take,
  takeChoices,
} from './entries.ts';
import { labelFromIssuer } from './label.ts';
import { POLICY_ID } from './policy-id.ts';
import {
  APP_DEFAULTS,
  appSchema,
  REALM_DEFAULTS,
  type Realm,
  realmSchema,
  type Settings,
  settingsSchema,
} from './schema.ts';

/** An app as an admin's policy names it: its origin and label; all else has a default. */
const policyAppSchema = v.strictObject({
  ...appSchema.entries,
  parentCookies: v.optional(appSchema.entries.parentCookies, APP_DEFAULTS.parentCookies),
  atSignOut: v.optional(appSchema.entries.atSignOut, APP_DEFAULTS.atSignOut),
});

const { issuer, label, client, clientId, otherDevices } = realmSchema.entries;

/** A realm as an admin's policy names it: its issuer; all else has a default. A field that is missing here does not compile. */
const policyRealmSchema = v.strictObject({
  issuer,
  label: v.optional(label),
  client: v.optional(client),
  clientId: v.optional(clientId),
  apps: v.optional(v.array(policyAppSchema)),
  otherDevices: v.optional(otherDevices),
} satisfies Record<Exclude<keyof Realm, 'id'>, v.GenericSchema>);

/** The same with its defaults. It has its id from its issuer, so that its session is found again after a restart. */
const completedRealmSchema = v.pipe(
  policyRealmSchema,
  v.transform(({ issuer, ...given }) => ({
    ...REALM_DEFAULTS,
    label: labelFromIssuer(issuer),
    ...given,
    id: POLICY_ID + issuer,
    issuer,
  })),
  realmSchema,
);

/** Whether realms may be asked through the built-in client: not at all, by the question only, or also for tokens. */
const builtInClientSchema = v.picklist(['off', 'question', 'on']);

/** Whether realms are found by their cookie: not at all, only shown, or also signed out of with all others. */
const findSchema = v.picklist(['off', 'show', 'on']);

/**
 * Whether apps are cleared beside those that the policy lists itself, which go by their own `atSignOut`: none, those that a person has
 * agreed to, or every app that a realm names in the session.
 */
const clearAppsSchema = v.picklist(['off', 'offer', 'on']);

/** What a policy can lock beside what it sets: the list of realms as it gives it, or all choices. */
const lockSchema = v.picklist(['realms', 'signOut']);

/**
 * What an admin can set for a whole organisation, made from the settings' own schema. Read by the browser from its
 * policies, never written by this extension.
 */
export const policySchema = v.strictObject({
  realms: v.optional(v.array(policyRealmSchema)),
  signOut: v.optional(v.partial(settingsSchema.entries.signOut)),
  builtInClient: v.optional(builtInClientSchema),
  find: v.optional(findSchema),
  clearApps: v.optional(clearAppsSchema),
  activity: v.optional(v.partial(settingsSchema.entries.activity)),
  rules: v.optional(v.partial(settingsSchema.entries.rules)),
  locked: v.optional(v.array(lockSchema)),
});

type Choices = Settings['signOut'];

/** A policy as read: what of it applies, and what does not. */
export type Policy = {
  realms: Realm[];
  choices: Partial<Choices>;
  builtInClient: v.InferOutput<typeof builtInClientSchema>;
  find: v.InferOutput<typeof findSchema>;
  clearApps: v.InferOutput<typeof clearAppsSchema>;
  activity: Partial<Settings['activity']>;
  rules: Partial<Settings['rules']>;
  locked: v.InferOutput<typeof lockSchema>[];
  /** What cannot be used. */
  faults: RefusedEntry[];
};

/** No policy at all. */
export const NO_POLICY: Policy = {
  realms: [],
  choices: {},
  builtInClient: 'on',
  find: 'on',
  clearApps: 'offer',
  activity: {},
  rules: {},
  locked: [],
  faults: [],
};

/**
 * Reads a managed document entry by entry: one that is broken is reported, the rest applies.
 * @param managed what the browser gives, of any shape.
 */
export function readPolicy(managed: unknown): Policy {
  const {
    realms = [],
    signOut = {},
    builtInClient,
    find,
    clearApps,
    activity = {},
    rules = {},
    locked = [],
    ...others
  } = isRecord(managed) ? managed : {};
  const faults: RefusedEntry[] = [];
  const refuse = refuseInto(faults);
  refuseUnknown(others, refuse);
  const listed = entriesOf(realms, 'realms', refuse).flatMap(([at, value]) => readRealm(value, at, refuse));
  const locks = takeEach(lockSchema, locked, 'locked', refuse);
  return {
    realms: listed.filter((realm, at) => isFirst(realm, at, listed, refuse)),
    choices: takeChoices(settingsSchema.entries.signOut.entries, signOut, 'signOut', refuse),
    builtInClient: readWord(builtInClientSchema, builtInClient, 'builtInClient', 'on', refuse),
    // Whoever locks the list of realms has named all that count, unless he says otherwise.
    find: readWord(findSchema, find, 'find', locks.includes('realms') ? 'off' : 'on', refuse),
    clearApps: readWord(clearAppsSchema, clearApps, 'clearApps', 'offer', refuse),
    activity: takeChoices(settingsSchema.entries.activity.entries, activity, 'activity', refuse),
    rules: takeChoices(settingsSchema.entries.rules.entries, rules, 'rules', refuse),
    locked: locks,
    faults,
  };
}

/** A realm, and its apps one by one: one of them that cannot be used costs itself, and not the realm. */
function readRealm(value: unknown, path: string, refuse: Refuse): Realm[] {
  const { apps = [], ...bare } = isRecord(value) ? value : {};
  const realm = take(completedRealmSchema, isRecord(value) ? bare : value, path, refuse, value);
  return realm ? [{ ...realm, apps: takeEach(policyAppSchema, apps, `${path}.apps`, refuse) }] : [];
}

/** A word that nobody knows is read as the most careful one: whoever wrote it wanted to say something else than the default. */
function readWord<T extends string>(
  schema: v.GenericSchema<unknown, T>,
  given: unknown,
  name: string,
  standard: T,
  refuse: Refuse,
): T | 'off' {
  return given === undefined ? standard : (take(schema, given, name, refuse) ?? 'off');
}

function isFirst(realm: Realm, at: number, realms: Realm[], refuse: Refuse): boolean {
  const first = realms.findIndex(({ issuer }) => issuer === realm.issuer) === at;
  if (!first) refuse({ path: 'realms', reason: `${realm.issuer} stands twice`, value: realm });
  return first;
}

function takeEach<T>(schema: v.GenericSchema<unknown, T>, list: unknown, path: string, refuse: Refuse): T[] {
  return entriesOf(list, path, refuse).flatMap(([at, value]) => take(schema, value, at, refuse) ?? []);
}
