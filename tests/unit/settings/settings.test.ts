import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { addRealm, editRealm, moveRealm, removeRealm, restoreRealm } from '../../../lib/settings/edit.ts';
import { readSettings } from '../../../lib/settings/migrations.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Realm, type Settings } from '../../../lib/settings/schema.ts';

const realm = (name: string): Realm => ({
  id: name,
  issuer: `https://sso.example.org/realms/${name}`,
  label: name,
  ...REALM_DEFAULTS,
});
const settings: Settings = { ...EMPTY_SETTINGS, realms: [realm('a'), realm('b'), realm('c')] };
const ids = (from: Settings) => from.realms.map(({ id }) => id).join('');

describe('reading stored settings', () => {
  it('gives back what was stored', () => {
    expect(readSettings(structuredClone(settings))).toEqual({ ok: true, settings });
  });

  it('reads nothing stored yet as the empty settings', () => {
    expect(readSettings(undefined)).toEqual({ ok: true, settings: EMPTY_SETTINGS });
  });

  it('either reads or refuses any JSON whatever, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        const reading = readSettings(stored);
        expect(reading.ok ? reading.settings : reading.reason).toBeTruthy();
      }),
    );
  });

  it.each([
    ['a newer version', { ...settings, version: 3 }, /version 3 is newer/],
    ['no version', { realms: [] }, /version/],
    [
      'an issuer on plain http',
      { ...settings, realms: [{ ...realm('a'), issuer: 'http://sso.example.org' }] },
      /loopback/,
    ],
    ['an empty label', { ...settings, realms: [{ ...realm('a'), label: ' ' }] }, /length/],
    [
      'an app that is more than an origin',
      { ...settings, realms: [{ ...realm('a'), apps: [{ origin: 'https://a.example/x', label: 'A' }] }] },
      /origin/,
    ],
    ['a token smuggled in', { ...settings, realms: [{ ...realm('a'), idToken: 'x' }] }, /idToken/],
  ])('refuses %s with a reason', (_, stored, reason) => {
    expect(readSettings(stored)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('brings a document of version 1 up to date, keeping what it holds', () => {
    const { apps: _, otherDevices: __, ...old } = realm('a');
    const first = { version: 1, realms: [old], signOut: { show: 'background' } };
    expect(readSettings(first)).toEqual({
      ok: true,
      settings: { version: 2, realms: [realm('a')], signOut: { show: 'background', appTabs: 'reload' } },
    });
    expect(readSettings({ version: 1, realms: 'none' })).toMatchObject({ ok: false });
    expect(readSettings({ version: 1, realms: [null], signOut: null })).toMatchObject({ ok: false });
  });

  it('walks an older version through each migration and validates the outcome', () => {
    const next = v.looseObject({
      version: v.literal(2),
      calm: v.literal(true),
    }) as unknown as v.GenericSchema<unknown, Settings>;
    const walk = [(older: Record<string, unknown>) => ({ ...older, version: 2, calm: true })];
    expect(readSettings({ version: 1 }, walk, next)).toMatchObject({
      ok: true,
      settings: { version: 2, calm: true },
    });
    expect(readSettings({ version: 2, calm: true }, walk, next)).toMatchObject({ ok: true });
    expect(readSettings({ version: 2 }, walk, next)).toMatchObject({ ok: false });
    expect(readSettings({ version: 3 }, walk, next)).toMatchObject({ ok: false });
  });
});

describe('changing settings', () => {
  it('adds at the end, and an issuer once only', () => {
    expect(ids(addRealm(settings, realm('d')))).toBe('abcd');
    const again = { ...realm('a'), id: 'other' };
    expect(() => addRealm(settings, again)).toThrow(expect.objectContaining({ code: 'realm-exists' }));
  });

  it('moves a realm to a place, beyond the end to the end', () => {
    expect(ids(moveRealm(settings, 'a', 1))).toBe('bac');
    expect(ids(moveRealm(settings, 'c', 0))).toBe('cab');
    expect(ids(moveRealm(settings, 'a', 99))).toBe('bca');
  });

  it('undoes a removal at the same place', () => {
    const removed = removeRealm(settings, 'b');
    expect(ids(removed)).toBe('ac');
    expect(restoreRealm(removed, realm('b'), 1)).toEqual(settings);
  });

  it('edits label and client id, nothing else', () => {
    const edited = editRealm(settings, 'b', { label: 'Staff', clientId: 'x' });
    expect(edited.realms[1]).toEqual({ ...realm('b'), label: 'Staff', clientId: 'x' });
  });

  it('refuses a realm that is gone', () => {
    for (const act of [() => removeRealm(settings, 'x'), () => moveRealm(settings, 'x', 0)]) {
      expect(act).toThrow(expect.objectContaining({ code: 'unexpected' }));
    }
  });
});
