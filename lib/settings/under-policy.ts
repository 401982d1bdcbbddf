import { StepError } from '../errors/step-error.ts';
import { canonicalJson } from './canonical.ts';
import type { Policy } from './policy.ts';
import { isOfPolicy } from './policy-id.ts';
import { type App, EMPTY_SETTINGS, type Realm, type Settings } from './schema.ts';

type Choices = Settings['signOut'];

/** The settings that count: the policy's realms first, then the person's own, and the policy's choices over theirs. */
export function applyPolicy(own: Settings, policy: Policy): Settings {
  const mine = policy.locked.includes('realms') ? [] : own.realms;
  const choices = policy.locked.includes('signOut') ? EMPTY_SETTINGS.signOut : own.signOut;
  const realms = [...policy.realms, ...mine.filter(({ issuer }) => !hasIssuer(policy.realms, issuer))];
  return {
    ...own,
    realms: realms.map((realm) => ({
      ...realm,
      client: clientUnder(policy, realm),
      apps: isOfPolicy(realm) ? realm.apps : realm.apps.map((app) => appUnder(policy, app)),
    })),
    signOut: { ...choices, ...policy.choices },
    activity: { ...own.activity, ...policy.activity },
    rules: { ...own.rules, ...policy.rules },
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

/** What a sign-out does about an app under a policy, where a person has listed it: none of those is cleared where that is off. */
export function appUnder({ clearApps }: Pick<Policy, 'clearApps'>, app: App): App {
  return clearApps === 'off' && app.atSignOut === 'clear' ? { ...app, atSignOut: 'ask' } : app;
}

/**
 * Holds a choice to have an app cleared against the policy.
 * @throws {StepError} `set-by-policy` where it lets no person choose that.
 */
export function checkClearing({ clearApps }: Pick<Policy, 'clearApps'>): void {
  if (clearApps === 'off') throw new StepError('set-by-policy', ['clearApps']);
}

/** Whether a choice is set or locked by policy. */
export function isChoiceFixed({ locked, choices }: Policy, name: keyof Choices): boolean {
  return locked.includes('signOut') || choices[name] !== undefined;
}

/** Whether what is kept of sign-ins and sign-outs is set by policy, in that one point. */
export function isActivityFixed({ activity }: Policy, name: keyof Settings['activity']): boolean {
  return activity[name] !== undefined;
}

/** Whether a rule, or how rules go, is set by policy. */
export function isRuleFixed({ rules }: Policy, name: keyof Settings['rules']): boolean {
  return rules[name] !== undefined;
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
  for (const group of ['activity', 'rules'] as const) checkGroup(group, before, after, policy);
}

/** What a policy names of a group of choices is not the person's to change; the rest is. */
function checkGroup(group: 'activity' | 'rules', before: Settings, after: Settings, policy: Policy): void {
  const [old, now] = [before[group], after[group]].map((choices) => new Map(Object.entries(choices)));
  for (const name of Object.keys(policy[group]))
    if (canonicalJson(old?.get(name)) !== canonicalJson(now?.get(name)))
      throw new StepError('set-by-policy', [`${group}.${name}`]);
}

function hasIssuer(realms: Realm[], issuer: string): boolean {
  return realms.some((realm) => realm.issuer === issuer);
}
