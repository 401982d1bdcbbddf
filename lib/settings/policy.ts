import * as v from 'valibot';
import { StepError } from '../errors/step-error.ts';
import { isRecord } from '../protocol/json.ts';
import { entriesOf, type Refuse, type RefusedEntry, refuseUnknown, take, takeChoices } from './entries.ts';
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
});

const { issuer, label, clientId, otherDevices } = realmSchema.entries;

/** A realm as an admin's policy names it: its issuer; all else has a default. A field that is missing here does not compile. */
const policyRealmSchema = v.strictObject({
  issuer,
  label: v.optional(label),
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

/** What a policy can lock beside what it sets: the list of realms as it gives it, or all choices. */
const lockSchema = v.picklist(['realms', 'signOut']);

/**
 * What an admin can set for a whole organisation, made from the settings' own schema. Read by the browser from its
 * policies, never written by this extension.
 */
export const policySchema = v.strictObject({
  realms: v.optional(v.array(policyRealmSchema)),
  signOut: v.optional(v.partial(settingsSchema.entries.signOut)),
  locked: v.optional(v.array(lockSchema)),
});

type Choices = Settings['signOut'];

/** A policy as read: what of it applies, and what does not. */
export type Policy = {
  realms: Realm[];
  choices: Partial<Choices>;
  locked: v.InferOutput<typeof lockSchema>[];
  /** What cannot be used. */
  faults: RefusedEntry[];
};

/** No policy at all. */
export const NO_POLICY: Policy = { realms: [], choices: {}, locked: [], faults: [] };

/**
 * Reads a managed document entry by entry: one that is broken is reported, the rest applies.
 * @param managed what the browser gives, of any shape.
 */
export function readPolicy(managed: unknown): Policy {
  const { realms = [], signOut = {}, locked = [], ...others } = isRecord(managed) ? managed : {};
  const faults: RefusedEntry[] = [];
  const refuse: Refuse = (fault) => faults.push(fault);
  refuseUnknown(others, refuse);
  const listed = takeEach(completedRealmSchema, realms, 'realms', refuse);
  return {
    realms: listed.filter((realm, at) => isFirst(realm, at, listed, refuse)),
    choices: takeChoices(settingsSchema.entries.signOut.entries, signOut, 'signOut', refuse),
    locked: takeEach(lockSchema, locked, 'locked', refuse),
    faults,
  };
}

/** The settings that count: the policy's realms first, then the person's own, and the policy's choices over theirs. */
export function applyPolicy(own: Settings, policy: Policy): Settings {
  const mine = policy.locked.includes('realms') ? [] : own.realms;
  const choices = policy.locked.includes('signOut') ? EMPTY_SETTINGS.signOut : own.signOut;
  return {
    ...own,
    realms: [...policy.realms, ...mine.filter(({ issuer }) => !hasIssuer(policy.realms, issuer))],
    signOut: { ...choices, ...policy.choices },
  };
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
