import { describe, expect, it } from 'vitest';
import { settingsChanges } from '../../../lib/settings/merge.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Realm, type Settings } from '../../../lib/settings/schema.ts';

const ISSUER = 'https://sso.example.org/realms/';
const realm = (name: string): Realm => ({ id: name, issuer: ISSUER + name, label: name, ...REALM_DEFAULTS });
const settings = (...names: string[]): Settings => ({ ...EMPTY_SETTINGS, realms: names.map(realm) });
const named = (name: string) => ({ label: name, issuer: ISSUER + name });

describe('what an import changes', () => {
  it('is no order where realms only come in before others, or go', () => {
    expect(settingsChanges(settings('b'), settings('a', 'b'))).toEqual([{ kind: 'added', ...named('a') }]);
    expect(settingsChanges(settings('a', 'b', 'c'), settings('b', 'c'))).toEqual([
      { kind: 'removed', ...named('a') },
    ]);
    expect(settingsChanges(settings('a', 'b'), settings('b', 'a'))).toEqual([{ kind: 'order' }]);
  });

  it('is told of realms that are not to be shown, from nothing and to nothing', () => {
    const [none, one] = [settings(), { ...settings(), ignored: [`${ISSUER}guests`] }];
    const field = { name: 'ignored.0', before: '', after: `"${ISSUER}guests"` };
    expect(settingsChanges(none, one)).toEqual([{ kind: 'choices', fields: [field] }]);
    const back = { ...field, before: field.after, after: field.before };
    expect(settingsChanges(one, none)).toEqual([{ kind: 'choices', fields: [back] }]);
  });
});
