import * as v from 'valibot';
import { StepError } from '../errors/step-error.ts';
import { isRecord } from '../protocol/json.ts';
import { POLICY_ID } from './edit.ts';
import { labelFromIssuer } from './label.ts';
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

/** A realm as an admin's policy names it: its issuer; all else has a default. */
const policyRealmSchema = v.strictObject({
  ...v.partial(v.omit(realmSchema, ['id'])).entries,
  issuer: realmSchema.entries.issuer,
  apps: v.optional(v.array(policyAppSchema)),
});

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

const choicesSchema = v.partial(settingsSchema.entries.signOut);

/** What a policy can lock beside what it sets: the list of realms as it gives it, or all choices. */
const lockSchema = v.picklist(['realms', 'signOut']);

/**
 * What an admin can set for a whole organisation, made from the settings' own schema. Read by the browser from its
 * policies, never written by this extension.
 */
export const policySchema = v.strictObject({
  realms: v.optional(v.array(policyRealmSchema)),
  signOut: v.optional(choicesSchema),
  locked: v.optional(v.array(lockSchema)),
});

/** An entry of a policy that cannot be used: where it stands, and why. */
export type PolicyFault = { path: string; reason: string };

type Choices = Settings['signOut'];

/** A policy as read: what of it applies, and what does not. */
export type Policy = {
  realms: Realm[];
  choices: Partial<Choices>;
  locked: v.InferOutput<typeof lockSchema>[];
  faults: PolicyFault[];
};

/** No policy at all. */
export const NO_POLICY: Policy = { realms: [], choices: {}, locked: [], faults: [] };

/**
 * Reads a managed document entry by entry: one that is broken is reported, the rest applies.
 * @param managed what the browser gives, of any shape.
 */
export function readPolicy(managed: unknown): Policy {
  const document = isRecord(managed) ? managed : {};
  const faults: PolicyFault[] = Object.keys(document).flatMap((name) =>
    Object.hasOwn(policySchema.entries, name) ? [] : [{ path: name, reason: 'unknown name' }],
  );
  const listed = (name: string): [string, unknown][] =>
    entriesOf(document[name], name, Array.isArray, faults).map(([at, value]) => [`${name}[${at}]`, value]);
  const realms = take(listed('realms'), completedRealmSchema, faults);
  const choices = entriesOf(document.signOut, 'signOut', isRecord, faults).map(([name, value]) => {
    const [choice] = take([[`signOut.${name}`, { [name]: value }]], choicesSchema, faults);
    return choice ?? {};
  });
  return {
    realms: realms.filter((realm, at) => isFirst(realm, at, realms, faults)),
    choices: Object.assign({}, ...choices),
    locked: take(listed('locked'), lockSchema, faults),
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

function isFirst(realm: Realm, at: number, realms: Realm[], faults: PolicyFault[]): boolean {
  const first = realms.findIndex(({ issuer }) => issuer === realm.issuer) === at;
  if (!first) faults.push({ path: 'realms', reason: `${realm.issuer} stands twice` });
  return first;
}

function hasIssuer(realms: Realm[], issuer: string): boolean {
  return realms.some((realm) => realm.issuer === issuer);
}

/** The entries of a part of the document; a part of another shape is a fault and has none. */
function entriesOf<T extends object>(
  part: unknown,
  path: string,
  isRight: (value: unknown) => value is T,
  faults: PolicyFault[],
): [string, unknown][] {
  if (part === undefined) return [];
  if (isRight(part)) return Object.entries(part);
  faults.push({ path, reason: 'wrong type' });
  return [];
}

function take<T>(
  entries: [string, unknown][],
  schema: v.GenericSchema<unknown, T>,
  faults: PolicyFault[],
): T[] {
  return entries.flatMap(([path, value]) => {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return [parsed.output];
    faults.push({ path, reason: v.summarize(parsed.issues) });
    return [];
  });
}
