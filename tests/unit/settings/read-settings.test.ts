import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSettings, readSettings } from '../../../lib/settings/read-settings.ts';
import {
  EMPTY_SETTINGS,
  REALM_DEFAULTS,
  type Realm,
  SETTINGS_VERSION,
  type Settings,
} from '../../../lib/settings/schema.ts';
import { anySettings } from './arbitrary.ts';

const app = { origin: 'https://wiki.test', label: 'Wiki', parentCookies: true, atSignOut: 'ask' as const };
const realm = (name: string): Realm => ({
  id: name,
  issuer: `https://sso.example.org/realms/${name}`,
  label: name,
  ...REALM_DEFAULTS,
});
const a = realm('a');
const b = { ...realm('b'), apps: [app], otherDevices: true };
const quiet: Settings['signOut'] = { show: 'background', appTabs: 'close' };
const document = (...realms: unknown[]) => ({
  version: SETTINGS_VERSION,
  realms,
  ignored: [],
  signOut: quiet,
  activity: EMPTY_SETTINGS.activity,
  rules: EMPTY_SETTINGS.rules,
});

describe('reading stored settings', () => {
  it('gives back what was stored', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(readSettings(structuredClone(settings))).toEqual({ settings, refused: [] });
      }),
    );
  });

  it.each([
    ['a label that turns or hides', { label: ' \u202effatS\u0000\n' }, { label: 'ffatS' }],
    [
      'a client id with what is not seen',
      { clientId: 'full\u200b-signout\u001b' },
      { clientId: 'full-signout' },
    ],
    [
      'an issuer in letters that look like others',
      { issuer: 'https://\u0430pple.com/realms/a/' },
      { issuer: 'https://xn--pple-43d.com/realms/a' },
    ],
  ])('reads %s as it is shown', (_, written, read) => {
    expect(readSettings(document({ ...a, ...written }))).toEqual({
      settings: { ...EMPTY_SETTINGS, realms: [{ ...a, ...read }], signOut: quiet },
      refused: [],
    });
  });

  it('takes two spellings of an issuer for one realm', () => {
    const again = { ...b, issuer: 'https://SSO.example.org:443/realms/a/' };
    const { settings, refused } = readSettings(document(a, again));
    expect(settings.realms).toEqual([a]);
    expect(refused).toEqual([{ path: 'realms[1]', reason: 'its issuer stands twice', value: again }]);
  });

  it('says what it leaves out in a line that is seen as it is, whatever the document holds', () => {
    const hostile = `\u202e${'x'.repeat(10_000)}\n`;
    const { refused } = readSettings({ ...document({ ...a, client: hostile }), [hostile]: 1 });
    expect(refused).toHaveLength(2);
    for (const { path, reason } of refused) {
      expect(path + reason).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(path.length + reason.length).toBeLessThanOrEqual(600);
    }
  });

  it('reads nothing stored yet as the empty settings', () => {
    expect(readSettings(undefined)).toEqual({ settings: EMPTY_SETTINGS, refused: [] });
  });

  it.each([
    ['an issuer on plain http', { ...a, issuer: 'http://sso.example.org' }, 'realms[0].issuer', /loopback/],
    ['an issuer of all hosts', { ...a, issuer: 'https://*' }, 'realms[0].issuer', /one host/],
    ['a label of spaces', { ...a, label: '  ' }, 'realms[0].label', /length/],
    ['a client id of 256 characters', { ...a, clientId: 'x'.repeat(256) }, 'realms[0].clientId', /length/],
    ['no id', { ...a, id: undefined }, 'realms[0].id', /string/],
    ['a token smuggled in', { ...a, idToken: 'x' }, 'realms[0].idToken', /never/],
    ['no shape at all', 7, 'realms[0]', /Object/],
    ['the shape of a list', [a], 'realms[0].id', /./],
  ])('leaves a realm with %s out, keeps it, and names it', (_, broken, path, reason) => {
    const { settings, refused } = readSettings(document(broken, b));
    expect(settings).toEqual({ ...EMPTY_SETTINGS, realms: [b], signOut: quiet });
    expect(refused).toEqual([{ path, reason: expect.stringMatching(reason), value: broken }]);
  });

  it.each([
    ['more than an origin', { ...app, origin: 'https://a.example/x' }, 'origin'],
    ['the hosts of a whole domain', { ...app, origin: 'https://*.example.com' }, 'origin'],
    ['no label', { ...app, label: '' }, 'label'],
    ['a field too many', { ...app, token: 'x' }, 'token'],
  ])('leaves an app with %s out of its realm', (_, broken, field) => {
    const { settings, refused } = readSettings(document(a, { ...b, apps: [broken, app] }));
    expect(settings.realms).toEqual([a, b]);
    expect(refused).toMatchObject([{ path: `realms[1].apps[0].${field}`, value: broken }]);
  });

  it.each([
    ['signOut.show', { ...document(b), signOut: { ...quiet, show: 'loud' } }],
    ['signOut.speed', { ...document(b), signOut: { ...quiet, speed: 1 } }],
    ['signOut', { ...document(b), signOut: null }],
    ['activity.days', { ...document(b), activity: { keep: true, days: 0, userNames: false } }],
    ['activity', { ...document(b), activity: 'none' }],
    [
      'rules.idle.minutes',
      { ...document(b), rules: { ...EMPTY_SETTINGS.rules, idle: { on: true, minutes: 0 } } },
    ],
    ['realms', { ...document(), realms: 'none' }],
    ['idToken', { ...document(b), idToken: 'x' }],
    ['realms[0].otherDevices', document({ ...b, otherDevices: 'yes' })],
    ['realms[0].apps', document({ ...b, apps: {} })],
    ['realms[0].apps[0].parentCookies', document({ ...b, apps: [{ ...app, parentCookies: 1 }] })],
  ])('names %s, and nothing else of the document is lost', (path, stored) => {
    const { settings, refused } = readSettings(stored);
    expect(refused.map((entry) => entry.path)).toEqual([path]);
    const [first] = settings.realms;
    expect(first?.issuer ?? settings.signOut).toEqual(path === 'realms' ? quiet : b.issuer);
  });

  it('gives a broken choice its default', () => {
    const broken = { ...b, otherDevices: 'yes', apps: [{ ...app, parentCookies: 1 }] };
    const { settings } = readSettings({ ...document(broken), signOut: { show: 7, appTabs: 'close' } });
    expect(settings.signOut).toEqual({ show: 'tab', appTabs: 'close' });
    const apps = [{ ...app, parentCookies: false }];
    expect(settings.realms).toEqual([{ ...b, otherDevices: false, apps }]);
  });

  it.each([
    ['a newer version', { ...document(a), version: 99 }, /version 99 is newer/],
    ['no version', { realms: [] }, /version/],
    ['a version that is no whole number', { ...document(a), version: 1.5 }, /version/],
    ['no shape at all', 'settings', /./],
  ])('refuses a document of %s whole', (_, stored, reason) => {
    expect(readSettings(stored)).toEqual({
      settings: EMPTY_SETTINGS,
      refused: [{ path: '', reason: expect.stringMatching(reason), value: stored }],
    });
  });

  it('takes an issuer once, and gives an id that stands twice, or is a policy’s, to one realm only', () => {
    const twin = { ...realm('c'), issuer: a.issuer };
    const { settings, refused } = readSettings(
      document(a, twin, { ...b, id: 'a' }, { ...realm('d'), id: 'policy:d' }),
    );
    expect(settings.realms.map(({ id, issuer }) => [id, issuer])).toEqual([
      ['a', a.issuer],
      [`issuer:${b.issuer}`, b.issuer],
      [`issuer:${realm('d').issuer}`, realm('d').issuer],
    ]);
    expect(refused).toMatchObject([{ path: 'realms[1]', value: twin }]);
  });

  it('of an older version leaves what is broken for the newest to name', () => {
    const { settings, refused } = readSettings({ version: 1, realms: [null, a], signOut: null });
    expect(settings).toEqual({ ...EMPTY_SETTINGS, realms: [a] });
    expect(refused.map(({ path }) => path).toSorted()).toEqual(['realms[0]', 'signOut']);
  });

  it('never throws, and what it reads is read again without a fault, whatever is stored', () => {
    const damage = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()));
    const parts = fc.record({
      version: fc.integer({ min: 0, max: SETTINGS_VERSION + 1 }),
      realms: damage,
      signOut: damage,
      activity: damage,
      rules: damage,
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), parts), (stored) => {
        const { settings } = readSettings(stored);
        expect(readSettings(settings)).toEqual({ settings, refused: [] });
      }),
    );
  });

  it.each(['constructor', '__proto__', 'toString'])('takes a realm of the id %s like any other', (id) => {
    const stored = JSON.parse(JSON.stringify(document({ ...a, id })));
    expect(readSettings(stored).settings.realms).toEqual([{ ...a, id }]);
  });
});

describe('settings that are to be stored', () => {
  it('are given back as they will be read', () => {
    const typed = { ...EMPTY_SETTINGS, realms: [{ ...a, label: ' A ' }] };
    expect(checkSettings(typed).realms).toEqual([{ ...a, label: 'A' }]);
  });

  it.each([
    ['realms[0].label', { ...a, label: ' ' }],
    ['realms[0].clientId', { ...a, clientId: 'x'.repeat(256) }],
    ['realms[0].apps[0].origin', { ...a, apps: [{ ...app, origin: 'https://*' }] }],
  ])('are refused for %s, which the failure names', (path, realm) => {
    const details = [expect.stringMatching(`^${path.replaceAll(/[[\]]/g, '\\$&')}: .`)];
    expect(() => checkSettings({ ...EMPTY_SETTINGS, realms: [realm] })).toThrow(
      expect.objectContaining({ code: 'settings-invalid', details }),
    );
  });
});
