import { describe, expect, it } from 'vitest';
import type { SettingsStore } from '../../../../lib/flows/kernel/ports.ts';
import { addRealmOf } from '../../../../lib/flows/set-up/change-settings.ts';
import { NO_POLICY } from '../../../../lib/settings/policy.ts';
import { EMPTY_SETTINGS, type Settings } from '../../../../lib/settings/schema.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld } from '../../world.ts';

const FRONT = 'https://sso.example.org/realms/support';
const ADMIN = 'https://admin.example.org/auth/realms/support';

/** Servers that say this of themselves, by the address at which they are asked. */
function portsFor(says: Record<string, string>): ReturnType<typeof createPorts> {
  const ports = createPorts(createWorld(fakeOp('support')));
  ports.fetch = async (url) => {
    const issuer = says[String(url).replace('/.well-known/openid-configuration', '')];
    if (!issuer) return new Response('no', { status: 404 });
    const at = (name: string) => `${issuer.replace(/\/$/, '')}/protocol/openid-connect/${name}`;
    return Response.json({
      issuer,
      authorization_endpoint: at('auth'),
      token_endpoint: at('token'),
      userinfo_endpoint: at('userinfo'),
      end_session_endpoint: at('logout'),
    });
  };
  return ports;
}

function storeOf(settings: Settings = EMPTY_SETTINGS): SettingsStore {
  return {
    readPolicy: async () => NO_POLICY,
    change: async (change: (before: Settings) => { value: unknown }) => change(settings).value,
  } as unknown as SettingsStore;
}

describe('a realm that stands on several hosts', () => {
  it('is one realm, by the issuer that it names itself', async () => {
    const ports = portsFor({ [ADMIN]: FRONT, [FRONT]: FRONT });
    expect((await addRealmOf(ADMIN, storeOf(), ports)).issuer).toBe(FRONT);
  });

  it('is in the list already where that issuer is', async () => {
    const ports = portsFor({ [ADMIN]: FRONT, [FRONT]: FRONT });
    const realm = await addRealmOf(FRONT, storeOf(), ports);
    const listed = storeOf({ ...EMPTY_SETTINGS, realms: [realm] });
    await expect(addRealmOf(ADMIN, listed, ports)).rejects.toMatchObject({ code: 'realm-exists' });
  });

  it.each([
    ['the other one says nothing', { [ADMIN]: FRONT }, ADMIN],
    [
      'the other one says that it is somebody else',
      { [ADMIN]: FRONT, [FRONT]: 'https://third.example.org/realms/x' },
      ADMIN,
    ],
    [
      'it names one in somebody’s own network',
      { [ADMIN]: 'https://10.0.0.1/realms/x', 'https://10.0.0.1/realms/x': 'https://10.0.0.1/realms/x' },
      ADMIN,
    ],
    [
      'it names this very machine',
      {
        [ADMIN]: 'http://127.0.0.1:8080/realms/x',
        'http://127.0.0.1:8080/realms/x': 'http://127.0.0.1:8080/realms/x',
      },
      ADMIN,
    ],
  ])('is not added where %s', async (_, says: Record<string, string>, address) => {
    await expect(addRealmOf(address, storeOf(), portsFor(says))).rejects.toMatchObject({
      code: 'issuer-mismatch',
      details: [ADMIN, says[ADMIN]],
    });
  });
});
