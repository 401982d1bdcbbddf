import type { SettingsStore } from '../../lib/flows/kernel/ports.ts';
import { landByHops } from '../../lib/flows/op/landing.ts';
import { addRealmOf } from '../../lib/flows/set-up/change-settings.ts';
import { readEndPage } from '../../lib/keycloak/end-page.ts';
import { issuerFromAddress } from '../../lib/keycloak/realm-address.ts';
import { readDiscovery } from '../../lib/protocol/discovery.ts';
import { NO_POLICY, readPolicy } from '../../lib/settings/policy.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { APP_DEFAULTS, EMPTY_SETTINGS, REALM_DEFAULTS, type Settings } from '../../lib/settings/schema.ts';
import { BLANK, discoveryOf, fakeOp } from '../unit/fake-op.ts';
import { allowedWorld, appAt, signOutOfAll, tellingOp } from '../unit/flows/sign-out/kit.ts';
import { createPorts, createWorld, settle } from '../unit/world.ts';
import { type Attack, defence, isTaken } from './attack.ts';

const ISSUER_FILE = 'lib/protocol/issuer.ts';
const DISCOVERY = 'lib/protocol/discovery.ts';
const END_PAGE = 'lib/keycloak/end-page.ts';
const ISSUER = 'https://op.test/realms/support';
const BACK = 'https://id.redirect.test/signed-out?state=s';

/** In letters of another script, which look like those of `op.test`. */
const LOOK_ALIKE = 'https://\u043ep.test/realms/support';

const SCHEMES =
  "return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));";

/** Whether settings with such a realm, or such an app of it, are taken. */
function isKept(issuer: string, origin?: string): boolean {
  const apps = origin ? [{ ...APP_DEFAULTS, origin, label: 'x' }] : [];
  const realm = { ...REALM_DEFAULTS, id: 'a', issuer, label: 'a', apps };
  return readSettings({ ...EMPTY_SETTINGS, realms: [realm] }).refused.length === 0;
}

/** Whether discovery is believed that names such an endpoint. */
function isBelieved(different: object): Promise<boolean> {
  return isTaken(() => readDiscovery(ISSUER, { ...discoveryOf(ISSUER), ...different }));
}

/** Whether an address in a frame of the realm's page is opened as a tab. */
function isOpened(frame: string): boolean {
  const context = { address: `${ISSUER}/protocol/openid-connect/logout`, issuer: ISSUER, back: BACK };
  const page = readEndPage({ ...BLANK, links: [BACK], frames: [frame] }, context);
  return page.kind === 'front-channel' && page.addresses.length > 0;
}

/** Whether a realm's answer that leads to such an address has it asked. */
async function isFollowed(location: string): Promise<boolean> {
  const world = createWorld();
  const asked: string[] = [];
  const hop = async (url: string) => {
    asked.push(url);
    return { status: 302, location: asked.length === 1 ? location : null, body: '' };
  };
  const request = { url: `${ISSUER}/x`, limitMs: 1_000, step: 'x', issuer: ISSUER };
  await settle(world, landByHops(request, { ...createPorts(world), hop }));
  return asked.length > 1;
}

/** Scripts, data, files, credentials, wildcards, look-alikes and internal addresses in every place that takes an address. */
export const attacks: Attack[] = [
  {
    id: 'script-as-an-issuer',
    what: 'A file of settings has a script in the place of an issuer',
    defence: defence(ISSUER_FILE, SCHEMES, 'return true;'),
    succeeds: () => isKept('javascript://op.test/%0aalert(1)'),
  },
  {
    id: 'script-as-an-endpoint',
    what: 'Discovery names a script as an endpoint, to which a button of a page then leads',
    defence: [
      ...defence(DISCOVERY, '&& isAllowedIssuer(url.origin);', ';'),
      ...defence(DISCOVERY, 'originOf(address) !== origin', '!address.length'),
    ],
    succeeds: () => isBelieved({ end_session_endpoint: 'javascript:alert(1)' }),
  },
  {
    id: 'data-as-a-frame',
    what: 'A realm’s page has a frame of data, to be opened as a tab',
    defence: [
      ...defence(END_PAGE, ' || !isAllowedIssuer(url.origin)) return false;', ') return false;'),
      // An address without a host would be taken for one of the office.
      ...defence(END_PAGE, 'if (!listed.includes(url.origin) && !mayName(issuer, address)) return false;'),
    ],
    succeeds: () => isOpened('data:text/html,<script>alert(1)</script>'),
  },
  {
    id: 'file-as-an-app',
    what: 'A policy names a file of the machine as an app',
    defence: defence(
      'lib/protocol/app-origin.ts',
      'return appOriginOf(value) === value;',
      'return URL.canParse(value);',
    ),
    succeeds: () => {
      const apps = [{ origin: 'file:///etc/passwd', label: 'x' }];
      return readPolicy({ realms: [{ issuer: ISSUER, apps }] }).realms.some((one) => one.apps.length > 0);
    },
  },
  {
    id: 'file-as-a-redirect',
    what: 'A realm leads to a file of the machine',
    defence: defence(
      'lib/flows/op/landing.ts',
      'return beginnings.some((beginning) => to.startsWith(beginning));',
      'return beginnings.length > 0;',
    ),
    succeeds: () => isFollowed('file:///etc/passwd'),
  },
  {
    id: 'file-as-a-realm',
    what: 'Somebody is talked into adding a file as a realm',
    defence: [
      ...defence(
        'lib/keycloak/realm-address.ts',
        '!url || !/^https?:$/.test(url.protocol) || !isRealHost(url.hostname)',
        '!url',
      ),
      ...defence(
        'lib/keycloak/realm-address.ts',
        "if (!isAllowedIssuer(issuer)) throw new StepError('address-insecure', [url.origin]);",
      ),
    ],
    succeeds: () => isTaken(() => issuerFromAddress('file:///etc/realms/a')),
  },
  {
    id: 'data-as-a-provider',
    what: 'A realm names data as its identity provider’s address, so that its sign-out breaks off',
    defence: defence(
      'lib/flows/sign-out/further-provider.ts',
      "isAllowedIssuer(origin) && searchParams.has('redirect_uri')",
      "origin.length > 0 && searchParams.has('redirect_uri')",
    ),
    succeeds: async () => {
      const op = Object.assign(fakeOp('support'), { provider: 'data:text/html,x?redirect_uri=y' });
      op.account = { 'sessions/devices': [], 'linked-accounts': [{ connected: true, providerAlias: 'up' }] };
      await signOutOfAll(allowedWorld(op));
      return op.alive.size > 0;
    },
  },
  {
    id: 'credentials-in-an-endpoint',
    what: 'Discovery names an endpoint with credentials, to be sent to it',
    defence: defence(DISCOVERY, ' && !url.username && !url.password'),
    succeeds: () => isBelieved({ revocation_endpoint: 'https://user:secret@op.test/revoke' }),
  },
  {
    id: 'credentials-in-a-frame',
    what: 'A realm’s page has an app’s address with credentials opened, as of a router',
    defence: defence(END_PAGE, '!url || url.username || url.password || ', '!url || '),
    succeeds: () => isOpened('https://admin:admin@router.example/reset'),
  },
  {
    id: 'credentials-in-an-issuer',
    what: 'A policy’s issuer begins with an honest host, which is a user name',
    defence: defence(ISSUER_FILE, ' || url.username || url.password'),
    succeeds: () =>
      readPolicy({ realms: [{ issuer: 'https://sso.example.org@evil.test/realms/a' }] }).realms.length > 0,
  },
  {
    id: 'wildcard-as-an-issuer',
    what: 'A realm of the host `*` has the browser asked for all sites',
    defence: defence(ISSUER_FILE, ' || !isRealHost(url.hostname)'),
    succeeds: () => isKept('https://*/realms/a'),
  },
  {
    id: 'wildcard-as-an-app',
    what: 'An app of the host `*.example.com` has the browser asked for a whole domain',
    defence: defence(ISSUER_FILE, ' || !isRealHost(url.hostname)'),
    succeeds: () => isKept(ISSUER, 'https://*.example.com'),
  },
  {
    id: 'wildcard-as-a-realm',
    what: 'Somebody is talked into adding a realm of all hosts',
    defence: [
      ...defence(
        'lib/keycloak/realm-address.ts',
        '/^https?:$/.test(url.protocol) || !isRealHost(url.hostname)',
        '/^https?:$/.test(url.protocol)',
      ),
      ...defence(ISSUER_FILE, ' || !isRealHost(url.hostname)'),
    ],
    succeeds: () => isTaken(() => issuerFromAddress('https://*/realms/a')),
  },
  {
    id: 'plain-http',
    what: 'A realm beyond this machine is asked without encryption, where anybody on the way is the OP',
    defence: defence(
      ISSUER_FILE,
      "(url.protocol === 'http:' && isLoopbackHost(url.hostname))",
      "url.protocol === 'http:'",
    ),
    succeeds: () => isKept('http://sso.example.org/realms/a'),
  },
  {
    id: 'plain-http-for-tokens',
    what: 'Discovery has tokens fetched without encryption, where anybody on the way may make an id_token of their own',
    defence: defence(
      ISSUER_FILE,
      "(url.protocol === 'http:' && isLoopbackHost(url.hostname))",
      "url.protocol === 'http:'",
    ),
    succeeds: () => isBelieved({ token_endpoint: 'http://op.test/token' }),
  },
  {
    id: 'look-alike-imported',
    what: 'A file of settings has a realm whose host looks like an honest one’s, in letters of another script',
    defence: defence('lib/settings/schema.ts', '  v.transform(plainIssuer),\n'),
    succeeds: () => {
      const realm = { ...REALM_DEFAULTS, id: 'a', issuer: LOOK_ALIKE, label: 'a' };
      const [read] = readSettings({ ...EMPTY_SETTINGS, realms: [realm] }).settings.realms;
      return read?.issuer === LOOK_ALIKE;
    },
  },
  {
    id: 'look-alike-named-by-a-server',
    what: 'A server names an issuer that looks like the one that was asked, to be believed by whoever reads the details',
    defence: defence(DISCOVERY, '[issuer, plainIssuer(iss)]', '[issuer, iss]'),
    succeeds: () => {
      try {
        readDiscovery(ISSUER, discoveryOf(LOOK_ALIKE));
        return false;
      } catch (error) {
        return (error as { details: string[] }).details.includes(LOOK_ALIKE);
      }
    },
  },
  {
    id: 'realm-in-two-spellings',
    what: 'A policy’s realm stands once more in another spelling, with another client',
    defence: defence('lib/settings/schema.ts', '  v.transform(plainIssuer),\n'),
    succeeds: () =>
      readPolicy({ realms: [{ issuer: ISSUER }, { issuer: `${ISSUER}/`, clientId: 'evil' }] }).realms.length >
      1,
  },
  {
    id: 'loopback-as-an-endpoint',
    what: 'A remote realm has a service of this machine asked by POST',
    defence: defence(DISCOVERY, ' ??\n    plain.find((one) => one && !mayName(issuer, one))'),
    succeeds: () => isBelieved({ token_endpoint: 'http://127.0.0.1:9200/' }),
  },
  {
    id: 'internal-endpoint',
    what: 'A remote realm has a host of the office asked with an access token',
    defence: defence(
      'lib/protocol/internal-host.ts',
      'return !isInternalHost(named) || isInternalHost(own);',
      'return own.length > 0;',
    ),
    succeeds: () => isBelieved({ userinfo_endpoint: 'https://10.0.0.1/' }),
  },
  {
    id: 'internal-frame',
    what: 'A remote realm has a page of the office’s router opened, in the person’s own session there',
    defence: defence(
      END_PAGE,
      'if (!listed.includes(url.origin) && !mayName(issuer, address)) return false;',
    ),
    succeeds: () => isOpened('https://192.168.1.1/reboot'),
  },
  {
    id: 'this-machine-by-another-name',
    what: 'A realm in a network of its own has this machine asked, by an address that means it too',
    defence: defence('lib/protocol/internal-host.ts', ' || THIS_MACHINE.test(hostname)'),
    succeeds: () => {
      const issuer = 'https://sso.corp/realms/a';
      const document = { ...discoveryOf(issuer), token_endpoint: 'https://[::ffff:127.0.0.1]/' };
      return isTaken(() => readDiscovery(issuer, document));
    },
  },
  {
    id: 'internal-app',
    what: 'A remote realm names an app in the office, to have it visited with the person’s cookies',
    defence: defence(
      'lib/flows/sign-out/ask-apps.ts',
      'return mayName(realm.issuer, app.origin);',
      'return true;',
    ),
    succeeds: async () => {
      const client = { clientId: 'router', clientName: 'Router', effectiveUrl: 'https://10.0.0.1/' };
      const world = allowedWorld(tellingOp('support', [client]));
      const app = { ...APP_DEFAULTS, origin: 'https://10.0.0.1', label: 'Router' };
      appAt(world, app, { answers: () => ({ status: 200, location: null, body: '' }) });
      await signOutOfAll(world);
      return world.hops.some((url) => url.startsWith('https://10.0.0.1'));
    },
  },
  {
    id: 'internal-issuer-by-name',
    what: 'A remote server says that its realm is one in the office, to have it asked and added',
    defence: defence('lib/flows/set-up/change-settings.ts', ' || !mayName(address, named)'),
    succeeds: async () => {
      const ports = createPorts(createWorld());
      const internal = 'https://10.0.0.1/realms/a';
      ports.fetch = async () => Response.json(discoveryOf(internal));
      const store = {
        readPolicy: async () => NO_POLICY,
        change: async (change: (before: Settings) => { value: unknown }) => change(EMPTY_SETTINGS).value,
      } as unknown as SettingsStore;
      return isTaken(() => addRealmOf(ISSUER, store, ports));
    },
  },
];
