import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readImport } from '../../../lib/settings/import.ts';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import {
  APP_DEFAULTS,
  EMPTY_SETTINGS,
  REALM_DEFAULTS,
  SETTINGS_VERSION,
  settingsSchema,
} from '../../../lib/settings/schema.ts';
import { anySettings } from './arbitrary.ts';

const realm = { ...REALM_DEFAULTS, id: 'a', issuer: 'https://sso.example.org/realms/a', label: 'a' };
const app = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };

describe('a stored document', () => {
  it('that says more than its version knows loses nothing of it', () => {
    fc.assert(
      fc.property(anySettings, fc.integer({ min: 1, max: SETTINGS_VERSION - 1 }), (settings, version) => {
        expect(readSettings({ ...settings, version })).toEqual({ settings, refused: [] });
      }),
    );
  });

  it('of any version is told what nobody knows of it', () => {
    for (let version = 1; version <= SETTINGS_VERSION; version += 1) {
      const { refused } = readSettings({ ...EMPTY_SETTINGS, version, rumours: true });
      expect(refused).toEqual([{ path: 'rumours', reason: 'unknown name', value: true }]);
    }
  });

  it('is as the schema takes it once it is read, whatever it was', () => {
    const part = fc.oneof(fc.jsonValue(), anySettings);
    fc.assert(
      fc.property(part, fc.jsonValue(), (stored, ignored) => {
        for (const document of [stored, Object.assign({}, stored, { ignored })])
          expect(v.is(settingsSchema, readSettings(document).settings)).toBe(true);
      }),
    );
  });

  it.each([
    ['realms[0].client', { ...realm, client: 'any' }, realm],
    [
      'realms[0].apps[0].atSignOut',
      { ...realm, apps: [{ ...app, atSignOut: 'wipe' }] },
      { ...realm, apps: [app] },
    ],
  ])('gives %s its default where nobody knows it, and names it', (path, broken, whole) => {
    const { settings, refused } = readSettings({ ...EMPTY_SETTINGS, realms: [broken] });
    expect(settings.realms).toEqual([whole]);
    expect(refused.map((entry) => entry.path)).toEqual([path]);
  });

  it('says of a part of another shape that it is', () => {
    const { refused } = readSettings({ ...EMPTY_SETTINGS, realms: 'none', signOut: [] });
    expect(refused).toEqual([
      { path: 'signOut', reason: 'wrong type', value: [] },
      { path: 'realms', reason: 'wrong type', value: 'none' },
    ]);
  });

  it('whose id of a realm is made of another issuer gets that of its own', () => {
    const ids = (...given: string[]) =>
      readSettings({ ...EMPTY_SETTINGS, realms: given.map((id) => ({ ...realm, id })) }).settings.realms.map(
        ({ id }) => id,
      );
    expect(ids('issuer:https://bank.test')).toEqual([`issuer:${realm.issuer}`]);
    expect(ids('an-issuer:')).toEqual(['an-issuer:']);
  });
});

describe('a file of settings', () => {
  it('that is broken in two places says so in two lines', () => {
    const text = JSON.stringify({ ...EMPTY_SETTINGS, rumours: true, realms: 'none' });
    expect(readImport(text)).toEqual({
      ok: false,
      refusal: { kind: 'invalid', reason: 'rumours: unknown name\nrealms: wrong type' },
    });
  });

  it.each(['"99"', 'null', '[99]'])('of a version that is no number is refused as it is: %s', (version) => {
    expect(readImport(`{"version":${version}}`)).toEqual({
      ok: false,
      refusal: { kind: 'invalid', reason: 'no document with a version' },
    });
  });
});
