import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appSessionsUrl, readSessionDetails } from '../../../lib/keycloak/account.ts';
import { ACCOUNT_CLIENT_ID, BUILT_IN_CLIENT_ID } from '../../../lib/keycloak/built-in-client.ts';

const OWN = { clientId: 'own', issuer: 'https://k.test/realms/a' };

const session = (id: string, more: object = {}) => ({ id, ...more });
const devices = (...sessions: object[]) => [{ os: 'Linux', sessions }];

describe('what the account API tells', () => {
  it('is read as the apps of this session and the number of others', () => {
    const told = {
      devices: [
        ...devices(session('s1', { current: true, clients: [{ clientId: 'wiki' }, { clientId: 'own' }] })),
        ...devices(session('s2'), session('s3')),
      ],
      applications: [
        { clientId: 'wiki', clientName: 'Wiki', inUse: true, effectiveUrl: 'https://wiki.test/x' },
        { clientId: 'sync', offlineAccess: true },
      ],
      linked: [
        { connected: true, providerAlias: 'head', displayName: 'Head office' },
        { connected: false, providerAlias: 'x' },
      ],
    };
    expect(readSessionDetails(told, OWN)).toEqual({
      apps: [{ clientId: 'wiki', name: 'Wiki', origin: 'https://wiki.test', page: 'https://wiki.test/x' }],
      otherDevices: 2,
      offline: ['sync'],
      providers: [{ alias: 'head', name: 'Head office' }],
    });
  });

  it('is read with names that are seen as they are, and short', () => {
    const hostile = `\u202e${'x'.repeat(1_000)}\n`;
    const shown = `${'x'.repeat(79)}…`;
    const told = {
      devices: devices(
        session('s1', { current: true, clients: [{ clientId: 'wiki', clientName: hostile }] }),
      ),
      applications: [{ clientId: hostile, offlineAccess: true }],
      linked: [{ connected: true, providerAlias: 'up', providerName: hostile }],
    };
    expect(readSessionDetails(told, OWN)).toMatchObject({
      apps: [{ name: shown }],
      offline: [shown],
      providers: [{ alias: 'up', name: shown }],
    });
  });

  it('offers none of Keycloak’s own clients as an app, and not this extension’s', () => {
    const owns = ['account-console', 'admin-cli', 'broker', 'realm-management', 'own'];
    const clients = [...owns, 'security-admin-console', 'wiki'].map((clientId) => ({ clientId }));
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: clients.map((client) => ({
        ...client,
        effectiveUrl: 'https://k.test',
        offlineAccess: true,
      })),
      linked: [],
    };
    const details = readSessionDetails(told, OWN);
    expect(details?.apps.map(({ clientId }) => clientId)).toEqual(['wiki']);
    expect(details?.offline).toEqual(['wiki']);
  });

  it.each([
    ['at an address of its own', 'https://wiki.test/start', ['own']],
    ['at an address on the realm’s own host', 'https://k.test/start', []],
    ['without an address', undefined, []],
  ])('names an app that signs in by this extension’s own client, %s', (_where, effectiveUrl, named) => {
    const told = {
      devices: devices(session('s1', { current: true, clients: [{ clientId: 'own' }] })),
      applications: [{ clientId: 'own', effectiveUrl }],
      linked: [],
    };
    expect(readSessionDetails(told, OWN)?.apps.map(({ clientId }) => clientId)).toEqual(named);
  });

  it('names whoever signs in by Keycloak’s client “account”, which is on no host that may be cleared', () => {
    const clients = [{ clientId: 'account' }];
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: [{ ...clients[0], effectiveUrl: 'https://k.test/realms/a/account/' }],
      linked: [],
    };
    expect(readSessionDetails(told, OWN)?.apps).toEqual([{ clientId: 'account', name: 'account' }]);
  });

  it('takes the console’s client for no app where this extension asks by it', () => {
    const clients = [{ clientId: BUILT_IN_CLIENT_ID, effectiveUrl: 'https://login.k.test/account' }];
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: clients,
      linked: [],
    };
    const own = { ...OWN, clientId: BUILT_IN_CLIENT_ID };
    expect(readSessionDetails(told, own)?.apps).toEqual([]);
  });

  it('keeps the client “account” from every host, whatever address a realm has given it', () => {
    const clients = [{ clientId: ACCOUNT_CLIENT_ID, effectiveUrl: 'https://wiki.test/start' }];
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: clients,
      linked: [],
    };
    expect(readSessionDetails(told, OWN)?.apps).toEqual([{ clientId: 'account', name: 'account' }]);
  });

  it.each([
    ['https://wiki.test/', {}],
    ['https://wiki.test/start?from=k#top', { page: 'https://wiki.test/start' }],
  ])('names an app’s page where it is not its root: %s', (effectiveUrl, page) => {
    const told = {
      devices: devices(session('s1', { current: true, clients: [{ clientId: 'wiki' }] })),
      applications: [{ clientId: 'wiki', effectiveUrl }],
      linked: [],
    };
    expect(readSessionDetails(told, OWN)?.apps).toEqual([
      { clientId: 'wiki', name: 'wiki', origin: 'https://wiki.test', ...page },
    ]);
  });

  it.each([
    ['Wiki', 'Wiki'],
    [`Wiki \${x}`, `Wiki \${x}`],
    [`\${client_wiki}`, 'wiki'],
    ['', 'wiki'],
    [7, 'wiki'],
  ])('calls an app that is named %j %s, as what only Keycloak translates is no name', (clientName, name) => {
    const clients = [{ clientId: 'wiki', clientName, offlineAccess: true }];
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: clients,
      linked: [],
    };
    const details = readSessionDetails(told, OWN);
    expect([details?.apps[0]?.name, details?.offline]).toEqual([name, [name]]);
  });

  it.each([
    ['by the name that is shown', { displayName: 'Head office', providerName: 'HO' }, 'Head office'],
    ['by its own where none is', { displayName: '', providerName: 'HO' }, 'HO'],
    ['by its alias where it has none', { displayName: '' }, 'head'],
  ])('calls an identity provider %s', (_, names, name) => {
    const linked = [{ connected: true, providerAlias: 'head', ...names }];
    const told = { devices: devices(), applications: [], linked };
    expect(readSessionDetails(told, OWN)?.providers).toEqual([{ alias: 'head', name }]);
  });

  const NOW = session('s1', { current: true });
  it.each([
    ['none beside this one', [NOW], 0],
    ['another one', [NOW, session('s2')], 1],
    ['an offline session that came from this one', [NOW, session('s1')], 0],
    ['offline sessions that came from another', [NOW, session('s2'), session('s2')], 1],
    ['those without a name', [NOW, {}, {}], 2],
    ['both kinds', [NOW, session('s2'), {}], 2],
    ['none beside this one, which has no name', [{ current: true }], 0],
    ['one without a name beside this one, which has none either', [{ current: true }, {}], 1],
  ])('counts as other devices %s', (_, sessions, others) => {
    const told = { devices: devices(...sessions), applications: [], linked: [] };
    expect(readSessionDetails(told, OWN)?.otherDevices).toBe(others);
  });

  it('counts a device without a session as none', () => {
    const told = { devices: [{ os: 'Linux' }, ...devices(NOW)], applications: [], linked: [] };
    expect(readSessionDetails(told, OWN)?.otherDevices).toBe(0);
  });

  it('has no origin for an app on plain http, on a realm’s own pages, or without an address', () => {
    const clients = [{ clientId: 'a' }, { clientId: 'b' }, { clientId: 'c' }];
    const applications = [
      { clientId: 'a', effectiveUrl: 'http://a.test/start' },
      { clientId: 'b', effectiveUrl: 'x' },
      { clientId: 'c', effectiveUrl: 'https://k.test/realms/a/account' },
    ];
    const told = { devices: devices(session('s1', { current: true, clients })), applications, linked: null };
    expect(readSessionDetails(told, OWN)?.apps).toEqual(
      clients.map(({ clientId }) => ({ clientId, name: clientId })),
    );
  });

  it('is cut where it is a huge list', () => {
    const clients = Array.from({ length: 5000 }, (_, at) => ({ clientId: `c${at}` }));
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: clients.map((client) => ({ ...client, offlineAccess: true })),
      linked: clients.map(({ clientId }) => ({ connected: true, providerAlias: clientId })),
    };
    const details = readSessionDetails(told, OWN);
    for (const list of [details?.apps, details?.offline, details?.providers]) expect(list).toHaveLength(200);
    // An app that is cut off may be open, and nobody sees to it.
    expect(details?.partly).toBe(true);
  });

  it.each([
    ['no session is called the one that asks', session('s1', { clients: [] })],
    ['that one’s apps are not told', session('s1', { current: true })],
  ])('is not all where %s', (_, one) => {
    const told = { devices: devices(one), applications: [], linked: [] };
    expect(readSessionDetails(told, OWN)).toMatchObject({ apps: [], partly: true });
  });

  it.each([
    [true, [{ clientId: 'wiki' }]],
    [undefined, []],
  ])('is not all where the applications are not told and an app is in it: %s', (partly, clients) => {
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: null,
      linked: [],
    };
    expect(readSessionDetails(told, OWN)?.partly).toBe(partly);
  });

  it('is not all where the identity providers are not told, of which none is named then', () => {
    const told = { devices: devices(session('s1', { current: true, clients: [] })), applications: [] };
    expect(readSessionDetails({ ...told, linked: null }, OWN)).toEqual({
      apps: [],
      otherDevices: 0,
      offline: [],
      providers: [],
      partly: true,
    });
  });

  it.each([null, '<!doctype html>', {}, [{ sessions: 'none' }]])(
    'is nothing where the answer is %j',
    (answer) => {
      expect(readSessionDetails({ devices: answer, applications: [], linked: [] }, OWN)).toBeNull();
    },
  );

  it('never throws, whatever the answers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, applications, linked) => {
        const told = {
          devices: devices(session('s1', { current: true, clients: [] })),
          applications,
          linked,
        };
        expect(readSessionDetails(told, OWN)?.otherDevices).toBe(0);
        readSessionDetails({ devices: a, applications, linked }, OWN);
      }),
    );
  });
});

describe('the address at which one app is ended alone', () => {
  const base = `${OWN.issuer}/account/applications`;

  it.each([
    ['wiki', `${base}/wiki/sessions`],
    ['https://saml.test/sp?a=b#c', `${base}/https%3A%2F%2Fsaml.test%2Fsp%3Fa%3Db%23c/sessions`],
    ['../sessions', `${base}/..%2Fsessions/sessions`],
    ['%2e%2e', `${base}/%252e%252e/sessions`],
    ['..', null],
    ['.', null],
  ])('names exactly the client %s', (clientId, url) => {
    expect(appSessionsUrl(OWN.issuer, clientId)).toBe(url);
  });

  it('leads to no other address of the account API, whatever a client is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (clientId) => {
        const url = appSessionsUrl(OWN.issuer, clientId);
        if (url === null) return;
        const [, name = '', ...rest] = new URL(url).pathname.slice(new URL(base).pathname.length).split('/');
        expect([decodeURIComponent(name), rest]).toEqual([clientId, ['sessions']]);
      }),
    );
  });
});
