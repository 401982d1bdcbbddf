import { createServer, type Socket } from 'node:net';
import type { App } from '../../apps/app.ts';
import { openSamlApp } from '../../apps/saml.ts';
import type { ServerSideOptions } from '../../apps/server-side.ts';
import { loopbackPort } from '../../loopback.ts';
import type { TestRealm } from '../../op.ts';
import { closeResult, signOutOfEverything } from '../act.ts';
import { changeRealm } from '../admin.ts';
import type { Fact, Scene, TruthCase } from '../case.ts';
import { appIs, factIs, headlineIs, isAnybodyIn, saysEnded } from '../expect.ts';
import { knows, live } from '../facts.ts';
import { signInAtAccount, signInByApp } from '../person.ts';
import { mayReachHosts } from '../rig.ts';
import type { Screen } from '../screen.ts';
import { NEWEST } from '../servers.ts';
import { type Attributes, type AttributesOf, listedApps, type Stage } from '../stage.ts';

/** Apps in which a person stays although Keycloak has ended the session. */
export const APPS: TruthCase[] = [
  {
    id: 't2',
    what: 'a login theme that makes the front-channel frames by script',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      if (isFaulty) await changeRealm(stage.server, realm, { loginTheme: 'late-frames' });
      const app = await listedWhenWell(stage, realm, isFaulty, { learns: 'front-channel' });
      return withApps(stage, realm, app);
    },
    expected: openOrOut('Wiki'),
  },
  {
    id: 't2b',
    what: 'an app that is not listed was left open by a sign-out, and everything is signed out of again',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const app = await listedWhenWell(stage, realm, isFaulty, {});
      const scene = await withApps(stage, realm, app);
      const act = async (): Promise<Screen> => {
        await signOutOfEverything(stage);
        await closeResult(stage.browser);
        return signOutOfEverything(stage);
      };
      return { ...scene, act };
    },
    expected: openOrOut('Wiki'),
  },
  {
    id: 't3',
    what: 'a SAML app with POST binding, not listed',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const app = isFaulty
        ? [await stage.register(realm, await openSamlApp('payroll', 'Payroll', realm.issuer))]
        : [];
      await stage.configure(realm);
      return withApps(stage, realm, app);
    },
    expected: openOrOut('Payroll'),
  },
  {
    id: 't7',
    what: 'a listed app whose cookie belongs to a parent domain',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const own = { host: 'docs.corp', name: 'Docs' };
      const shared = isFaulty ? { cookieDomain: 'corp.localhost' } : {};
      const apps = await listed(stage, realm, isFaulty || mayReachHosts(stage.rig), { ...own, ...shared });
      return withApps(stage, realm, apps);
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'apps'),
      ...factIs(facts, 'live', 0),
      ...appIs(screen, 'Docs', 'left-over', 'not-allowed', 'not-cleared'),
    ],
  },
  {
    id: 't8',
    what: 'a server-side app with its own cookie, not listed',
    servers: [NEWEST, '26.2.5', '22.0.5', '18.0.2'],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const apps = isFaulty ? [await stage.app(realm, {})] : [];
      await stage.configure(realm);
      return withApps(stage, realm, apps);
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'apps'),
      ...factIs(facts, 'live', 0),
      ...appIs(screen, 'Wiki'),
    ],
  },
  {
    id: 't9',
    what: 'one front-channel address answers 404, another ends its session 0.8 s after it has loaded',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const gone: Partial<ServerSideOptions> = { host: 'gone', name: 'Gone', learns: 'front-channel' };
      const slow: Partial<ServerSideOptions> = { host: 'slow', name: 'Slow', learns: 'front-channel-late' };
      if (!isFaulty) return withApps(stage, realm, await listedWhenWell(stage, realm, false, gone));
      const apps = [await stage.app(realm, gone, nowhere), await stage.app(realm, slow)];
      await stage.configure(realm);
      return withApps(stage, realm, apps);
    },
    expected: (screen, facts, rig) => [
      ...headlineIs(screen, 'apps'),
      ...factIs(facts, 'live', 0),
      // Where no host is allowed, what an app's frame answers is not seen: it is named as open.
      ...(mayReachHosts(rig) ? appIs(screen, 'Gone', 'not-told') : openOrOut('Gone')(screen, facts)),
      ...openOrOut('Slow')(screen, facts),
    ],
  },
  {
    id: 't12',
    what: 'a back-channel address at a server that accepts and never answers',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const apps = isFaulty
        ? [await stage.app(realm, { learns: 'back-channel' }, await silentBackChannel(stage))]
        : [];
      await stage.configure(realm);
      return withApps(stage, realm, apps);
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'apps'),
      ...factIs(facts, 'live', 0),
      ...appIs(screen, 'Wiki'),
    ],
  },
];

/** An app of a realm, listed so that it is cleared in this browser. */
async function listed(
  stage: Stage,
  realm: TestRealm,
  isThere: boolean,
  options: Partial<ServerSideOptions>,
): Promise<App[]> {
  const apps = isThere ? [await stage.app(realm, options)] : [];
  await stage.configure([realm, { apps: listedApps(apps) }]);
  return apps;
}

/**
 * With the fault an app that nobody listed; in the twin one that is listed and so cleared, or none where no app may be
 * cleared.
 */
async function listedWhenWell(
  stage: Stage,
  realm: TestRealm,
  isFaulty: boolean,
  options: Partial<ServerSideOptions>,
): Promise<App[]> {
  if (!isFaulty) return listed(stage, realm, mayReachHosts(stage.rig), options);
  const app = await stage.app(realm, options);
  await stage.configure(realm);
  return [app];
}

/** Signs alice in to the apps, or where there is none to no app at all. */
async function withApps(stage: Stage, realm: TestRealm, apps: App[]): Promise<Scene> {
  if (apps.length === 0) await signInAtAccount(stage, realm);
  for (const app of apps) await signInByApp(stage.browser, app);
  const truth = async (): Promise<Fact[]> => {
    const facts = [await live(realm)];
    for (const app of apps) facts.push(await knows(stage, app));
    return facts;
  };
  return { truth };
}

/** Whether the app is out, or is named under a headline that says that it may be open. */
function openOrOut(name: string): (screen: Screen, facts: Fact[]) => string[] {
  return (screen, facts) => {
    const ended = factIs(facts, 'live', 0);
    if (!isAnybodyIn(facts)) return [...ended, ...saysEnded(screen)];
    return [...ended, ...headlineIs(screen, 'apps'), ...appIs(screen, name)];
  };
}

/** The app's own server answers there with 404. */
function nowhere({ origin }: App): Attributes {
  return { 'frontchannel.logout.url': `${origin}/nowhere` };
}

async function silentBackChannel(stage: Stage): Promise<AttributesOf> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  const port = await loopbackPort(server);
  // What it never answers it never closes either.
  stage.closeLater(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return () => ({ 'backchannel.logout.url': `http://127.0.0.1:${port}/back-channel` });
}
