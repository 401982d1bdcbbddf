import * as v from 'valibot';
import { StepError } from '../errors/step-error.ts';
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
  EMPTY_SETTINGS,
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

/** Whether realms may be asked through the client that every realm has: not at all, by its question only, or also for tokens. */
const builtInClientSchema = v.picklist(['off', 'question', 'on']);

/** Whether realms are found by their cookie: not at all, only shown, or also signed out of with all others. */
const findSchema = v.picklist(['off', 'show', 'on']);

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
  locked: v.optional(v.array(lockSchema)),
});

type Choices = Settings['signOut'];

/** A policy as read: what of it applies, and what does not. */
export type Policy = {
  realms: Realm[];
  choices: Partial<Choices>;
  builtInClient: v.InferOutput<typeof builtInClientSchema>;
  find: v.InferOutput<typeof findSchema>;
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
    locked = [],
    ...others
  } = isRecord(managed) ? managed : {};
  const faults: RefusedEntry[] = [];
  const refuse = refuseInto(faults);
  refuseUnknown(others, refuse);
  const listed = takeEach(completedRealmSchema, realms, 'realms', refuse);
  const locks = takeEach(lockSchema, locked, 'locked', refuse);
  return {
    realms: listed.filter((realm, at) => isFirst(realm, at, listed, refuse)),
    choices: takeChoices(settingsSchema.entries.signOut.entries, signOut, 'signOut', refuse),
    builtInClient: readBuiltInClient(builtInClient, refuse),
    find: readFind(find, locks, refuse),
    locked: locks,
    faults,
  };
}

/** A word that nobody knows is read as the most careful one: whoever wrote it wanted to say something else than the default. */
function readBuiltInClient(given: unknown, refuse: Refuse): Policy['builtInClient'] {
  if (given === undefined) return 'on';
  return take(builtInClientSchema, given, 'builtInClient', refuse) ?? 'off';
}

/** Whoever locks the list of realms has named all that count, unless he says otherwise. */
function readFind(given: unknown, locked: Policy['locked'], refuse: Refuse): Policy['find'] {
  if (given === undefined) return locked.includes('realms') ? 'off' : 'on';
  return take(findSchema, given, 'find', refuse) ?? 'off';
}

/** The settings that count: the policy's realms first, then the person's own, and the policy's choices over theirs. */
export function applyPolicy(own: Settings, policy: Policy): Settings {
  const mine = policy.locked.includes('realms') ? [] : own.realms;
  const choices = policy.locked.includes('signOut') ? EMPTY_SETTINGS.signOut : own.signOut;
  const realms = [...policy.realms, ...mine.filter(({ issuer }) => !hasIssuer(policy.realms, issuer))];
  return {
    ...own,
    realms: realms.map((realm) => ({ ...realm, client: clientUnder(policy, realm) })),
    signOut: { ...choices, ...policy.choices },
  };
}

/** Through which client a realm is asked under a policy, where a person or the policy itself has chosen one. */
export function clientUnder(
  { builtInClient }: Pick<Policy, 'builtInClient'>,
  { client }: Pick<Realm, 'client'>,
): Realm['client'] {
  if (builtInClient === 'on' || client === 'registered') return client;
  return builtInClient === 'off' ? 'registered' : 'question';
}

/** Whether a choice is set or locked by policy. */
export function isChoiceFixed({ locked, choices }: Policy, name: keyof Choices): boolean {
  return locked.includes('signOut') || choices[name] !== undefined;
}

/**
 * Holds a change of the person's own settings against the policy.
 * @throws {StepError} `set-by-policy` where it touches what the policy sets or locks; `realm-exists` where it adds a
 *   realm that the policy has.
 */
export function checkAgainstPolicy(before: Settings, after: Settings, policy: Policy): void {
  const added = after.realms.find(({ issuer }) => !hasIssuer(before.realms, issuer));
  if (policy.locked.includes('realms') && before.realms !== after.realms) {
    throw new StepError('set-by-policy', ['realms']);
  }
  if (added && hasIssuer(policy.realms, added.issuer)) throw new StepError('realm-exists', [added.issuer]);
  for (const name of Object.keys(after.signOut) as (keyof Choices)[]) {
    if (isChoiceFixed(policy, name) && before.signOut[name] !== after.signOut[name]) {
      throw new StepError('set-by-policy', [`signOut.${name}`]);
    }
  }
}

function isFirst(realm: Realm, at: number, realms: Realm[], refuse: Refuse): boolean {
  const first = realms.findIndex(({ issuer }) => issuer === realm.issuer) === at;
  if (!first) refuse({ path: 'realms', reason: `${realm.issuer} stands twice`, value: realm });
  return first;
}

function hasIssuer(realms: Realm[], issuer: string): boolean {
  return realms.some((realm) => realm.issuer === issuer);
}

function takeEach<T>(schema: v.GenericSchema<unknown, T>, list: unknown, path: string, refuse: Refuse): T[] {
  return entriesOf(list, path, refuse).flatMap(([at, value]) => take(schema, value, at, refuse) ?? []);
}
