import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  listApps,
  mergeApps,
  onlyAskApp,
  parentDomain,
  readAppList,
} from '../../../lib/settings/app-list.ts';
import {
  APP_DEFAULTS,
  appSchema,
  EMPTY_SETTINGS,
  REALM_DEFAULTS,
  type Realm,
  type Settings,
} from '../../../lib/settings/schema.ts';

describe('a list of apps as a person types it', () => {
  it('is read line by line, the label behind the address', () => {
    expect(
      readAppList(
        '  https://wiki.test/start  Our   wiki\r\n \n\ntickets.test\nhttp://app1.localhost:3000/',
        [],
      ),
    ).toEqual({
      apps: [
        { origin: 'https://wiki.test', label: 'Our wiki', ...APP_DEFAULTS },
        { origin: 'https://tickets.test', label: 'tickets.test', ...APP_DEFAULTS },
        { origin: 'http://app1.localhost:3000', label: 'app1.localhost:3000', ...APP_DEFAULTS },
      ],
      refused: [],
    });
  });

  it('takes an address without a scheme as https, also where it names another one in its query', () => {
    const { apps } = readAppList('wiki.test/?back=https://tickets.test/', []);
    expect(apps.map(({ origin }) => origin)).toEqual(['https://wiki.test']);
  });

  it('keeps the good lines and gives the reason for each of the others', () => {
    expect(
      readAppList(
        'https://a.test\nhttp://b.test\nftp://c.test\nhttps://\n*.d.test\nhttps://*\nshttp://e.test',
        [],
      ),
    ).toEqual({
      apps: [{ origin: 'https://a.test', label: 'a.test', ...APP_DEFAULTS }],
      refused: [
        { line: 'http://b.test', reason: 'not-secure' },
        { line: 'ftp://c.test', reason: 'no-address' },
        { line: 'https://', reason: 'no-address' },
        { line: '*.d.test', reason: 'no-address' },
        { line: 'https://*', reason: 'no-address' },
        { line: 'shttp://e.test', reason: 'no-address' },
      ],
    });
  });

  it('names an app once, as it was first named', () => {
    const first = { origin: 'https://a.test', label: 'A', ...APP_DEFAULTS };
    expect(readAppList('https://a.test A\nhttps://a.test/again B', []).apps).toEqual([first]);
    expect(mergeApps([first], [{ ...first, label: 'B' }])).toEqual([first]);
  });

  it('gives only what the settings take, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        for (const app of readAppList(text, []).apps) expect(v.is(appSchema, app)).toBe(true);
      }),
    );
  });
});

describe('an address of Keycloak itself', () => {
  const issuers = [
    'https://other.test',
    'https://sso.test/realms/staff',
    'https://old.test/auth/realms/a%b',
    'https://deep.test/of/realms/many/realms/staff',
  ];

  it.each([
    'https://sso.test',
    'sso.test/',
    'https://sso.test:443/realms/staff/account',
    'https://sso.test/realms/customers',
    'https://sso.test/admin',
    'https://sso.test/admin/master/console/#/staff',
    'https://sso.test/resources/x/welcome.css',
    'https://old.test',
    'https://old.test/auth/',
    'https://old.test/auth/admin/',
    'https://old.test/auth/realms/b',
    'https://deep.test/of/realms/many/admin/',
    'https://other.test/?from=mail',
  ])('is no app: %s', (line) => {
    expect(readAppList(line, issuers)).toEqual({ apps: [], refused: [{ line, reason: 'keycloak' }] });
  });

  it.each([
    ['https://sso.test/wiki/', 'https://sso.test'],
    ['https://sso.test/administration/', 'https://sso.test'],
    ['https://old.test/auth/wiki', 'https://old.test'],
    ['https://sso.test:8443/realms/staff', 'https://sso.test:8443'],
    ['https://wiki.test/realms/staff', 'https://wiki.test'],
  ])('is not one that shares its origin, or looks alike on another: %s', (line, origin) => {
    expect(readAppList(line, issuers).apps.map((app) => app.origin)).toEqual([origin]);
  });
});

describe('the domain above an app', () => {
  it.each([
    ['https://wiki.example.org', 'example.org'],
    ['https://a.wiki.example.org:8443', 'wiki.example.org'],
    ['https://example.org', null],
    ['https://example.co.uk', null],
    ['https://wiki.example.co.uk', 'example.co.uk'],
    ['https://intranet', null],
    ['http://app1.localhost:3000', null],
    ['http://127.0.0.1:3000', null],
    ['http://[::1]:3000', null],
  ])('of %s is %s', (origin, domain) => {
    expect(parentDomain(origin)).toBe(domain);
  });
});

describe('an app that a person agrees to have cleared', () => {
  const wiki = { realmId: 'staff', origin: 'https://wiki.test', label: 'Wiki' };
  const realm = (id: string): Realm => ({
    ...REALM_DEFAULTS,
    id,
    issuer: `https://sso.test/realms/${id}`,
    label: id,
  });
  const settings = { ...EMPTY_SETTINGS, realms: [realm('staff'), realm('support')] };
  const listed = listApps(settings, [wiki]);

  it('stands in the list of its realm, once, and in no other', () => {
    expect(listed.realms.map(({ apps }) => apps)).toEqual([
      [{ ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' }],
      [],
    ]);
    expect(listApps(listed, [{ ...wiki, label: 'Other' }])).toEqual(listed);
  });

  it('keeps the cookies of its parent domains until they are to go as well', () => {
    const all = listApps(listed, [{ ...wiki, parentCookies: true }]);
    expect(all.realms[0]?.apps).toMatchObject([{ label: 'Wiki', parentCookies: true }]);
    expect(listApps(all, [wiki])).toEqual(all);
  });

  it('goes by its host where it has no name, and stands in no realm that is not there', () => {
    const [staff] = listApps(settings, [
      { ...wiki, label: ' ' },
      { ...wiki, realmId: 'gone' },
    ]).realms;
    expect(staff?.apps).toMatchObject([{ label: 'wiki.test' }]);
  });

  it('is only asked once it is not to be cleared any more, and cleared again where the person agrees again', () => {
    const asked = onlyAskApp(listed, wiki);
    expect(asked.realms[0]?.apps).toMatchObject([{ atSignOut: 'ask' }]);
    // One that an admin has cleared for all stands in no list until then.
    const elsewhere = onlyAskApp(listed, { ...wiki, realmId: 'support' });
    expect(elsewhere.realms[1]?.apps).toMatchObject([{ origin: wiki.origin, atSignOut: 'ask' }]);
    expect(elsewhere.realms[0]).toEqual(listed.realms[0]);
    expect(listApps(asked, [wiki])).toEqual(listed);
  });

  it('changes nothing of the other apps of its realm', () => {
    const board = { ...wiki, origin: 'https://board.test', label: 'Board' };
    const two = listApps(listed, [board]);
    const apps = (from: Settings) => from.realms[0]?.apps.map(({ label, atSignOut }) => [label, atSignOut]);
    const asked = onlyAskApp(two, wiki);
    expect(apps(asked)).toEqual([
      ['Wiki', 'ask'],
      ['Board', 'clear'],
    ]);
    expect(apps(listApps(asked, [board]))).toEqual(apps(asked));
  });

  it('that is named twice loses the cookies of its parent domains where one of both says so', () => {
    const { realms } = listApps(settings, [wiki, { ...wiki, parentCookies: true }]);
    expect(realms[0]?.apps).toMatchObject([{ parentCookies: true }]);
  });
});
