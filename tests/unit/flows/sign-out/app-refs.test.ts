import { describe, expect, it } from 'vitest';
import { appsOfRealm } from '../../../../lib/flows/sign-out/app-refs.ts';
import type { SessionApp, SessionDetails } from '../../../../lib/keycloak/account.ts';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';

const WIKI: SessionApp = { clientId: 'wiki', name: 'Wiki', origin: 'https://wiki.test' };
const detailsOf = (apps: SessionApp[], offline: string[] = []): SessionDetails => {
  return { apps, otherDevices: 0, offline, providers: [] };
};
const listed = (origin: string, label: string): App => ({ ...APP_DEFAULTS, origin, label });
const shown = (apps: SessionApp[], list: App[] = []) =>
  appsOfRealm(detailsOf(apps), list).map(({ key, name, places }) => [
    key,
    name,
    places.map(({ origin }) => origin),
  ]);

describe('the apps of a realm, each by itself', () => {
  it('are the session’s clients, each once with all its places', () => {
    expect(shown([WIKI, { ...WIKI, origin: 'https://wiki2.test' }])).toEqual([
      ['wiki', 'Wiki', ['https://wiki.test', 'https://wiki2.test']],
    ]);
  });

  it('share a place that is one of several, under all their names', () => {
    const docs = { ...WIKI, clientId: 'docs', name: 'Docs' };
    const apps = appsOfRealm(detailsOf([WIKI, docs]), []);
    expect(apps.map(({ name }) => name)).toEqual(['Wiki', 'Docs']);
    for (const { places } of apps)
      expect(places).toMatchObject([{ name: 'Wiki, Docs', origin: 'https://wiki.test', several: true }]);
  });

  it('are where the person has listed them, where the realm knows no address', () => {
    const bare = { clientId: 'wiki', name: 'Wiki' };
    expect(shown([bare], [listed('https://own.test', 'wiki')])).toEqual([
      ['wiki', 'Wiki', ['https://own.test']],
    ]);
    expect(shown([bare])).toEqual([['wiki', 'Wiki', [undefined]]]);
  });

  it('are those that are listed beside, where nothing of the session stands there', () => {
    const list = [listed('https://wiki.test', 'My wiki'), listed('https://dash.test', 'Dashboard')];
    expect(shown([WIKI], list)).toEqual([
      ['wiki', 'Wiki', ['https://wiki.test']],
      ['https://dash.test', 'Dashboard', ['https://dash.test']],
    ]);
  });

  it('are told apart where they have the same name', () => {
    const twin = { clientId: 'wiki-2', name: 'Wiki', origin: 'https://wiki2.test' };
    expect(shown([WIKI, twin]).map(([, name]) => name)).toEqual(['Wiki (wiki)', 'Wiki (wiki-2)']);
  });

  it('have no place where they are another realm in truth: that one is signed out of by itself', () => {
    const brokers = { clientId: 'hq', name: 'HQ', origin: 'https://hq.test' };
    const issuers = ['https://hq.test/realms/a', 'https://hq.test/realms/b'];
    expect(shown(issuers.map((one) => ({ ...brokers, brokers: one })))).toEqual([['hq', 'HQ', [undefined]]]);
  });

  it('say which have offline access', () => {
    const docs = { clientId: 'docs', name: 'Docs' };
    const apps = appsOfRealm(detailsOf([WIKI, docs], ['Docs']), []);
    expect(apps.map(({ isOffline }) => isOffline)).toEqual([false, true]);
  });
});
