import { EMPTY_SETTINGS, REALM_DEFAULTS, type Settings } from '../../../lib/settings/schema.ts';
import { type BrowserName, type LaunchOptions, launchBrowser, type TestBrowser } from '../browser.ts';
import type { RealmOptions, TestRealm } from '../op.ts';
import type { RunningServer } from '../truth/servers.ts';
import { type FaultProxy, openFaultProxy } from './proxy.ts';

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
  realm: TestRealm;
  proxy: FaultProxy;
  /** Another realm behind the same proxy, with what is different in it. */
  other(different: RealmOptions): Promise<Bench>;
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
  const make = async (different: RealmOptions): Promise<Bench> => {
    count += 1;
    const bare = rig.client === 'built-in';
    const realm = await server.op.addRealm(`faults-${count}`, { bare, behind: proxy.port, ...different });
    const configure = (browser: TestBrowser) => browser.configure(settingsOf(rig, realm));
    const launch = async (options: Partial<LaunchOptions> = {}): Promise<TestBrowser> => {
      const allowed = rig.allowed && { allowed: 'all' as const };
      const browser = await launchBrowser(rig.browser, { headless: true, ...allowed, ...options });
      await configure(browser);
      return browser;
    };
    return { rig, realm, proxy, other: make, configure, launch, close: proxy.close };
  };
  return make({});
}

function settingsOf({ client }: RealRig, { name: id, label, issuer }: TestRealm): Settings {
  return { ...EMPTY_SETTINGS, realms: [{ ...REALM_DEFAULTS, id, issuer, label, client }] };
}
