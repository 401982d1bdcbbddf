import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSessionDetails } from '../../../lib/keycloak/account.ts';

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
    expect(readSessionDetails(told, 'own')).toEqual({
      apps: [{ clientId: 'wiki', name: 'Wiki', origin: 'https://wiki.test' }],
      otherDevices: 2,
      offline: ['sync'],
      providers: [{ alias: 'head', name: 'Head office' }],
    });
  });

  it('offers none of Keycloak’s own clients as an app, and not this extension’s', () => {
    const owns = ['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'own'];
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
    const details = readSessionDetails(told, 'own');
    expect(details?.apps.map(({ clientId }) => clientId)).toEqual(['wiki']);
    expect(details?.offline).toEqual(['wiki']);
  });

  it('has no origin for an app on plain http, or without an address', () => {
    const clients = [{ clientId: 'a' }, { clientId: 'b' }];
    const applications = [
      { clientId: 'a', effectiveUrl: 'http://a.test/' },
      { clientId: 'b', effectiveUrl: 'x' },
    ];
    const told = { devices: devices(session('s1', { current: true, clients })), applications, linked: null };
    expect(readSessionDetails(told, 'own')?.apps.map(({ origin }) => origin)).toEqual([undefined, undefined]);
  });

  it('is cut where it is a huge list', () => {
    const clients = Array.from({ length: 5000 }, (_, at) => ({ clientId: `c${at}` }));
    const told = {
      devices: devices(session('s1', { current: true, clients })),
      applications: clients,
      linked: [],
    };
    expect(readSessionDetails(told, 'own')?.apps).toHaveLength(200);
  });

  it.each([null, '<!doctype html>', {}, [{ sessions: 'none' }]])(
    'is nothing where the answer is %j',
    (answer) => {
      expect(readSessionDetails({ devices: answer, applications: [], linked: [] }, 'own')).toBeNull();
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
        expect(readSessionDetails(told, 'own')?.otherDevices).toBe(0);
        readSessionDetails({ devices: a, applications, linked }, 'own');
      }),
    );
  });
});
