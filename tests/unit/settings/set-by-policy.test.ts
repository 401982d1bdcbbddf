import { describe, expect, it } from 'vitest';
import { addRealm, editRealm, findRealm } from '../../../lib/settings/edit.ts';
import { readPolicy } from '../../../lib/settings/policy.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Settings } from '../../../lib/settings/schema.ts';
import { applyPolicy, checkAgainstPolicy } from '../../../lib/settings/under-policy.ts';

const issuer = 'https://sso.example.org/realms/staff';
const mine = { ...REALM_DEFAULTS, id: 'a', issuer: 'https://other.example/realms/a', label: 'Mine' };
const own: Settings = { ...EMPTY_SETTINGS, realms: [mine] };
const failure = (code: string, ...details: string[]) => expect.objectContaining({ code, details });

describe('a realm of the admin’s', () => {
  const id = `policy:${issuer}`;

  it('is found among the settings that count', () => {
    const { realms } = readPolicy({ realms: [{ issuer }] });
    expect(findRealm(applyPolicy(own, { ...readPolicy({}), realms }), id)).toEqual({
      realm: realms[0],
      at: 0,
    });
  });

  it('is no person’s to change, which is said in other words than that a realm is not there', () => {
    expect(() => editRealm(own, id, { label: 'Other' })).toThrow(failure('set-by-policy', 'realms'));
    for (const gone of ['b', `x${id}`, 'of-policy:'])
      expect(() => editRealm(own, gone, {})).toThrow(failure('unexpected', 'realm not configured'));
  });
});

describe('a change that is refused names', () => {
  const before: Settings = { ...own, signOut: { show: 'tab', appTabs: 'reload' } };

  it('the choice that is set, or locked with all others', () => {
    const changed: Settings = { ...before, signOut: { ...before.signOut, appTabs: 'close' } };
    for (const policy of [{ signOut: { appTabs: 'reload' } }, { locked: ['signOut'] }])
      expect(() => checkAgainstPolicy(before, changed, readPolicy(policy))).toThrow(
        failure('set-by-policy', 'signOut.appTabs'),
      );
  });

  it('the realms, where their list is locked, and nothing beside it is', () => {
    const locked = readPolicy({ locked: ['realms'] });
    expect(() => checkAgainstPolicy(before, { ...before, realms: [] }, locked)).toThrow(
      failure('set-by-policy', 'realms'),
    );
    const louder: Settings = { ...before, signOut: { ...before.signOut, show: 'background' } };
    expect(() => checkAgainstPolicy(before, louder, locked)).not.toThrow();
  });

  it('the realm that stands already, as the policy’s or the person’s own', () => {
    const twin = { ...mine, id: 'b', issuer };
    const policy = readPolicy({ realms: [{ issuer }] });
    expect(() => checkAgainstPolicy(before, addRealm(before, twin), policy)).toThrow(
      failure('realm-exists', issuer),
    );
    expect(() => addRealm(own, { ...mine, id: 'b' })).toThrow(failure('realm-exists', mine.issuer));
  });
});
