import { StepError } from '../errors/step-error.ts';
import { POLICY_ID } from './policy-id.ts';
import type { Realm, Settings } from './schema.ts';

type RuleSettings = Settings['rules'];

/** What is changed of rules, field by field: two changes that come at once lose nothing of each other. */
export type RuleEdit = Partial<Omit<RuleSettings, 'idle' | 'lock' | 'times'>> & {
  [K in 'idle' | 'lock' | 'times']?: Partial<RuleSettings[K]>;
};

/**
 * Adds a realm at the end.
 * @throws {StepError} `realm-exists` where the issuer is already configured.
 */
export function addRealm(settings: Settings, realm: Realm): Settings {
  return restoreRealm(settings, realm, settings.realms.length);
}

/**
 * Puts a realm at a place counted from 0, as undoing a removal does.
 * @throws {StepError} `realm-exists` where the issuer is already configured.
 */
export function restoreRealm(settings: Settings, realm: Realm, at: number): Settings {
  if (settings.realms.some((other) => other.issuer === realm.issuer)) {
    throw new StepError('realm-exists', [realm.issuer]);
  }
  return { ...settings, realms: settings.realms.toSpliced(at, 0, realm) };
}

/**
 * Changes parts of a realm.
 * @throws {StepError} `unexpected` where the realm is not configured.
 */
export function editRealm(
  settings: Settings,
  id: string,
  edit: Partial<Omit<Realm, 'id' | 'issuer'>>,
): Settings {
  const { realm, at } = findRealm(settings, id);
  return { ...settings, realms: settings.realms.with(at, { ...realm, ...edit }) };
}

/**
 * Moves a realm to a place counted from 0; a place beyond the end is the end.
 * @throws {StepError} `unexpected` where the realm is not configured.
 */
export function moveRealm(settings: Settings, id: string, to: number): Settings {
  const { realm, at } = findRealm(settings, id);
  return { ...settings, realms: settings.realms.toSpliced(at, 1).toSpliced(to, 0, realm) };
}

/**
 * Removes a realm.
 * @throws {StepError} `unexpected` where the realm is not configured.
 */
export function removeRealm(settings: Settings, id: string): Settings {
  const { at } = findRealm(settings, id);
  return { ...settings, realms: settings.realms.toSpliced(at, 1) };
}

/** Has a realm that is found not be shown, or shown again. */
export function ignoreIssuer(settings: Settings, issuer: string, on: boolean): Settings {
  const others = settings.ignored.filter((one) => one !== issuer);
  return { ...settings, ignored: on ? [...others, issuer] : others };
}

/**
 * Finds a configured realm and its place counted from 0.
 * @throws {StepError} `set-by-policy` for a realm of the admin's; `unexpected` where the realm is not configured (a page
 *   that shows an older state may ask for it).
 */
export function findRealm(settings: Settings, id: string): { realm: Realm; at: number } {
  const at = settings.realms.findIndex((realm) => realm.id === id);
  const realm = settings.realms[at];
  if (!realm && id.startsWith(POLICY_ID)) throw new StepError('set-by-policy', ['realms']);
  if (!realm) throw new StepError('unexpected', ['realm not configured']);
  return { realm, at };
}

/** Changes fields of rules. */
export function editRules(settings: Settings, { idle, lock, times, ...rest }: RuleEdit): Settings {
  const { rules } = settings;
  return {
    ...settings,
    rules: {
      ...rules,
      ...rest,
      idle: { ...rules.idle, ...idle },
      lock: { ...rules.lock, ...lock },
      times: { ...rules.times, ...times },
    },
  };
}
