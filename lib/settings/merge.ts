import { canonicalJson } from './canonical.ts';
import { hasOwnKindOfId, idOfIssuer } from './realm-id.ts';
import type { Realm, Settings } from './schema.ts';

/** What an import does to the settings that stand: adds to them and changes them, or takes their place. */
export type ImportMode = 'merge' | 'replace';

/**
 * One difference between two documents. `fields` are the names of what differs with the values before and after, as
 * JSON.
 */
export type SettingsChange =
  | { kind: 'added' | 'removed'; label: string; issuer: string }
  | { kind: 'changed'; label: string; issuer: string; fields: FieldChange[] }
  | { kind: 'choices'; fields: FieldChange[] }
  | { kind: 'order' };

/** A field's name, and its values as JSON. */
export type FieldChange = { name: string; before: string; after: string };

/**
 * The settings after an import. A realm is known by its issuer: one that stands keeps its id, under which its session is
 * kept, and no id ever goes over to another issuer. Where both name a realm, or a choice, the imported one counts.
 */
export function importSettings(standing: Settings, imported: Settings, mode: ImportMode): Settings {
  const realms = imported.realms.reduce<Realm[]>(
    (list, realm) => putRealm(list, realm, standing.realms),
    mode === 'merge' ? standing.realms : [],
  );
  const ignored = mode === 'merge' ? [...standing.ignored, ...imported.ignored] : imported.ignored;
  return { ...imported, realms, ignored: [...new Set(ignored)] };
}

/** What differs between two documents, for people to see before it is done. */
export function settingsChanges(before: Settings, after: Settings): SettingsChange[] {
  const choices = fieldChanges(choicesOf(before), choicesOf(after));
  const standing = after.realms.flatMap((realm) => issuerIn(before.realms, realm.issuer) ?? []);
  const left = before.realms.filter(({ issuer }) => issuerIn(after.realms, issuer));
  const sameOrder = standing.every(({ issuer }, at) => left[at]?.issuer === issuer);
  return [
    ...after.realms.flatMap((realm) => changeOf(issuerIn(before.realms, realm.issuer), realm)),
    ...before.realms.flatMap((realm) =>
      issuerIn(after.realms, realm.issuer) ? [] : [named('removed', realm)],
    ),
    ...(choices.length > 0 ? [{ kind: 'choices' as const, fields: choices }] : []),
    ...(sameOrder ? [] : [{ kind: 'order' as const }]),
  ];
}

function putRealm(list: Realm[], realm: Realm, standing: Realm[]): Realm[] {
  const at = list.findIndex(({ issuer }) => issuer === realm.issuer);
  const placed = list[at];
  if (placed) return list.with(at, { ...realm, id: placed.id });
  const id = issuerIn(standing, realm.issuer)?.id ?? freeId(realm, [...list, ...standing]);
  return [...list, { ...realm, id }];
}

/** The id that a realm is imported with, or another where it is taken or was not made here. */
function freeId(realm: Realm, taken: Realm[]): string {
  const isFree = hasOwnKindOfId(realm) && !taken.some(({ id }) => id === realm.id);
  return isFree ? realm.id : idOfIssuer(realm.issuer);
}

function issuerIn(realms: Realm[], issuer: string): Realm | undefined {
  return realms.find((realm) => realm.issuer === issuer);
}

function changeOf(before: Realm | undefined, after: Realm): SettingsChange[] {
  if (!before) return [named('added', after)];
  const fields = fieldChanges(before, { ...after, id: before.id });
  const { label, issuer } = before;
  return fields.length > 0 ? [{ kind: 'changed', label, issuer, fields }] : [];
}

function named(kind: 'added' | 'removed', { label, issuer }: Realm): SettingsChange {
  return { kind, label, issuer };
}

/** All that is no realm, each choice under its path. */
function choicesOf({ realms: _, version: __, ...choices }: Settings): Record<string, unknown> {
  const pairs = Object.entries(choices).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]) => [`${group}.${name}`, value]),
  );
  return Object.fromEntries(pairs);
}

function fieldChanges(before: object, after: object): FieldChange[] {
  const [old, now] = [toJson(before), toJson(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const change = { name, before: old.get(name) ?? '', after: now.get(name) ?? '' };
    return change.before === change.after ? [] : [change];
  });
}

function toJson(fields: object): Map<string, string> {
  return new Map(Object.entries(fields).map(([name, value]) => [name, canonicalJson(value)]));
}
