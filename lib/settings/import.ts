import { parseJson } from '../protocol/json.ts';
import { describe, readSettings } from './read-settings.ts';
import { idOfIssuer } from './realm-id.ts';
import { SETTINGS_VERSION, type Settings } from './schema.ts';

/** Why a file cannot be imported: it is no JSON, of a newer version than this build knows, or not valid. */
export type ImportRefusal =
  | { kind: 'no-json' }
  | { kind: 'newer'; version: number }
  | { kind: 'invalid'; reason: string };

/** A file as read: settings of this build's version, with ids of their own, or why it cannot be used. */
export type ImportReading = { ok: true; settings: Settings } | { ok: false; refusal: ImportRefusal };

/**
 * Reads a file of settings, bringing an older version up to date. A file is taken whole or not at all: whoever has it can
 * correct it.
 * @param text the whole file, whatever it holds.
 */
export function readImport(text: string): ImportReading {
  const document = parseJson(text);
  if (document === undefined) return { ok: false, refusal: { kind: 'no-json' } };
  const version = versionOf(document);
  if (version > SETTINGS_VERSION) return { ok: false, refusal: { kind: 'newer', version } };
  const { settings, refused } = readSettings(document);
  if (refused.length === 0) return { ok: true, settings: withOwnIds(settings) };
  return { ok: false, refusal: { kind: 'invalid', reason: refused.map(describe).join('\n') } };
}

/** What a file calls a realm is nobody's word: under its id a realm's session is kept, and another realm here may have that one. */
function withOwnIds(settings: Settings): Settings {
  return {
    ...settings,
    realms: settings.realms.map((realm) => ({ ...realm, id: idOfIssuer(realm.issuer) })),
  };
}

function versionOf(document: unknown): number {
  const { version } = Object(document) as { version?: unknown };
  return typeof version === 'number' ? version : 0;
}
