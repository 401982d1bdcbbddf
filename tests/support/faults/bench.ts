import { EMPTY_SETTINGS, REALM_DEFAULTS, type Realm, type Settings } from '../../../lib/settings/schema.ts';
import { type BrowserName, type LaunchOptions, launchBrowser, type TestBrowser } from '../browser.ts';
import type { RealmOptions, TestRealm } from '../op.ts';
import type { RunningServer } from '../truth/servers.ts';
import { type FaultProxy, openFaultProxy } from './proxy.ts';
import type { Step } from './steps.ts';

/** A browser, what its person has allowed, and through which client the realm is asked. */
export type RealRig = {
  name: string;
  browser: BrowserName;
  allowed: boolean;
  client: 'registered' | 'built-in';
};

/** Both kinds of client. The built-in one takes the host, which Firefox's bed allows in any case. */
export function rigsOf(browser: BrowserName): RealRig[] {
  const installed = browser === 'firefox' ? 'host allowed' : 'as installed';
  return [
    {
      name: `${browser}, registered, ${installed}`,
      browser,
      allowed: browser === 'firefox',
      client: 'registered',
    },
    { name: `${browser}, built-in, host allowed`, browser, allowed: true, client: 'built-in' },
  ];
}

/** A realm behind a proxy by which it can be made to fail. */
export type Bench = {
  rig: RealRig;
  server: RunningServer;
  realm: TestRealm;
  proxy: FaultProxy;
  /** The step that fails beside the one that is tried, which would not be taken else. */
  down?: Step;
  /** Another realm behind the same proxy, with what is different in it and in what its person has chosen. */
  other(different: RealmOptions, chosen?: Partial<Realm>): Promise<Bench>;
  /** Whether a session lives that is one of this browser's. */
  lives(): Promise<boolean>;
  /** Starts a browser with a profile of its own, in which the realm is configured. */
  launch(options?: Partial<LaunchOptions>): Promise<TestBrowser>;
  /** Writes the settings, with the realm in them. */
  configure(browser: TestBrowser): Promise<void>;
  close(): Promise<void>;
};

let count = 0;

/** Opens a bench on a server that runs. */
export async function openBench(rig: RealRig, server: RunningServer): Promise<Bench> {
  const proxy = await openFaultProxy(server.port);
  const make = async (different: RealmOptions, chosen: Partial<Realm> = {}): Promise<Bench> => {
    count += 1;
    const bare = rig.client === 'built-in';
    const realm = await server.op.addRealm(`faults-${count}`, { bare, behind: proxy.port, ...different });
    const configure = (browser: TestBrowser) => browser.configure(settingsOf(rig, realm, chosen));
    const launch = async (options: Partial<LaunchOptions> = {}): Promise<TestBrowser> => {
      const allowed = rig.allowed && { allowed: 'all' as const };
      const browser = await launchBrowser(rig.browser, { headless: true, ...allowed, ...options });
      await configure(browser);
      return browser;
    };
    const lives = async () => (await realm.liveSessions()) > 0;
    return { rig, server, realm, proxy, other: make, lives, configure, launch, close: proxy.close };
  };
  return make({});
}

function settingsOf(
  { client }: RealRig,
  { name: id, label, issuer }: TestRealm,
  chosen: Partial<Realm>,
): Settings {
  return { ...EMPTY_SETTINGS, realms: [{ ...REALM_DEFAULTS, id, issuer, label, client, ...chosen }] };
}
