import { APP_DEFAULTS, EMPTY_SETTINGS, REALM_DEFAULTS, type Realm } from '../../../lib/settings/schema.ts';
import type { App } from '../apps/app.ts';
import { openServerSideApp, type ServerSideOptions } from '../apps/server-side.ts';
import type { TestBrowser } from '../browser.ts';
import type { RealmOptions, TestRealm } from '../op.ts';
import { type Instead, openProxy } from '../proxy.ts';
import { launchRig, type Rig } from './rig.ts';
import type { RunningServer } from './servers.ts';

/** What a case works with: a server, a fresh browser, and what it has opened beside them. */
export type Stage = {
  rig: Rig;
  server: RunningServer;
  browser: TestBrowser;
  /** Makes a realm with a name of its own. */
  realm(options?: RealmOptions): Promise<TestRealm>;
  /** Makes a realm behind a proxy that may answer in the server's place. */
  realmBehind(instead: Instead, options?: RealmOptions): Promise<TestRealm>;
  /** Opens a server-side app of a realm. */
  app(realm: TestRealm, options: Partial<ServerSideOptions>, attributes?: AttributesOf): Promise<App>;
  /** Registers an app with a realm, and has it closed with the stage. */
  register(realm: TestRealm, app: App, attributes?: AttributesOf): Promise<App>;
  /** Writes the settings: realms, with what is different in each. */
  configure(...realms: Listed[]): Promise<void>;
  /** Has something closed with the stage, the last first. */
  closeLater(close: () => Promise<unknown>): void;
  close(): Promise<void>;
};

/** Through which kind of client the realms of a case are asked. */
export type Through = 'registered' | 'built-in';

/** Attributes of a client. */
export type Attributes = Record<string, string>;

/** What the client of an app is to have different. */
export type AttributesOf = (app: App) => Attributes;

/** Apps as they stand in the settings. */
export function listedApps(apps: App[]): Realm['apps'] {
  return apps.map(({ origin, name }) => ({ ...APP_DEFAULTS, origin, label: name }));
}

/** A realm in the settings: the server's, or what it is with what is different. */
export type Listed = TestRealm | [TestRealm, Partial<Realm>];

let count = 0;

/**
 * Starts a browser for a case, on a server that runs.
 * @param through `built-in`: nothing is registered for the extension in any realm.
 */
export async function openStage(rig: Rig, server: RunningServer, through: Through): Promise<Stage> {
  const bare = through === 'built-in' && server.name !== 'oidc-provider';
  const closers: (() => Promise<unknown>)[] = [];
  const browser = await launchRig(rig);
  closers.push(browser.close);
  const realm = (options: RealmOptions = {}): Promise<TestRealm> => {
    count += 1;
    return server.op.addRealm(`true-${count}`, { bare, ...options });
  };
  const register = async (at: TestRealm, app: App, attributes: AttributesOf = () => ({})): Promise<App> => {
    closers.push(app.close);
    const client = { ...app.client, attributes: { ...app.client.attributes, ...attributes(app) } };
    await server.asAdmin((admin) => admin.clients.create({ realm: at.name, ...client }));
    return app;
  };
  return {
    rig,
    server,
    browser,
    realm,
    realmBehind: async (instead, options) => {
      const proxy = await openProxy(server.port, () => null, instead);
      closers.push(proxy.close);
      return realm({ ...options, behind: proxy.port });
    },
    register,
    app: async (at, options, attributes) => {
      const { issuer } = at;
      const app = await openServerSideApp({
        host: 'wiki',
        name: 'Wiki',
        learns: 'never',
        ...options,
        issuer,
      });
      return register(at, app, attributes);
    },
    configure: (...realms) =>
      browser.configure({
        ...EMPTY_SETTINGS,
        realms: realms.map((one) => entryOf(one, bare ? 'built-in' : 'auto')),
      }),
    closeLater: (close) => closers.push(close),
    close: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
}

/** A realm as it stands in the settings. */
export function entryOf(listed: Listed, client: Realm['client'] = 'auto'): Realm {
  const [realm, different] = Array.isArray(listed) ? listed : [listed, {}];
  return {
    ...REALM_DEFAULTS,
    id: realm.name,
    issuer: realm.issuer,
    label: realm.label,
    client,
    ...different,
  };
}
