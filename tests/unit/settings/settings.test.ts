import { describe, expect, it } from 'vitest';
import { addRealm, editRealm, moveRealm, removeRealm, restoreRealm } from '../../../lib/settings/edit.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Realm, type Settings } from '../../../lib/settings/schema.ts';

const realm = (name: string): Realm => ({
  id: name,
  issuer: `https://sso.example.org/realms/${name}`,
  label: name,
  ...REALM_DEFAULTS,
});
const settings: Settings = { ...EMPTY_SETTINGS, realms: [realm('a'), realm('b'), realm('c')] };
const ids = (from: Settings) => from.realms.map(({ id }) => id).join('');

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
