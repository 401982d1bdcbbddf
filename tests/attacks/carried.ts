import { createHandlers } from '../../lib/browser/handlers.ts';
import { fetchWithToken } from '../../lib/flows/kernel/http.ts';
import { openOp } from '../../lib/flows/op/handle.ts';
import { dropOfflineSession } from '../../lib/flows/op/offline.ts';
import { registerClient } from '../../lib/flows/set-up/register-client.ts';
import { settingsOf } from '../unit/browser/store-kit.ts';
import { discoveryOf, fakeOp, realmNamed, signIn } from '../unit/fake-op.ts';
import { remember, rowAfter } from '../unit/flows/sign-out/kit.ts';
import { createPorts, createWorld, settle } from '../unit/world.ts';
import { type Attack, defence, isTaken } from './attack.ts';

const ISSUER = 'https://op.test/realms/support';

/** A server that leads whoever follows on to an attacker, with all that a browser carries along: whether that was a token. */
function leadingOn(): {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  has(token: string): boolean;
} {
  const carried: string[] = [];
  return {
    fetch: async (url, init) => {
      if (init.redirect === 'manual') return new Response(null, { status: 204 });
      carried.push(`${url} ${JSON.stringify(init.headers)} ${init.body}`);
      return new Response(null, { status: 204 });
    },
    has: (token) => carried.some((one) => one.includes(token)),
  };
}

/** Where tokens go that a request carries, and what goes to disk. */
export const attacks: Attack[] = [
  {
    id: 'access-token-led-on',
    what: 'Userinfo leads on to an attacker, with the access token in the request',
    defence: defence(
      'lib/flows/kernel/http.ts',
      "credentials: 'omit', redirect: 'manual' }, limit, ports)",
      "credentials: 'omit' }, limit, ports)",
    ),
    succeeds: async () => {
      const world = createWorld();
      const { fetch, has } = leadingOn();
      const limit = { limitMs: 1_000, step: 'userinfo' };
      await settle(
        world,
        fetchWithToken(`${ISSUER}/userinfo`, 'access', limit, { ...createPorts(world), fetch }),
      );
      return has('access');
    },
  },
  {
    id: 'offline-token-led-on',
    what: 'The revocation endpoint leads on to an attacker, with an offline token in the request',
    defence: defence(
      'lib/flows/op/offline.ts',
      "credentials: 'omit', redirect: 'manual' }",
      "credentials: 'omit' }",
    ),
    succeeds: async () => {
      const { realm } = fakeOp('support');
      const world = createWorld(fakeOp('support'));
      const { fetch, has } = leadingOn();
      const op = await settle(world, openOp(realm, createPorts(world)));
      const metadata = { ...op.metadata, revocation_endpoint: `${ISSUER}/revoke` };
      await settle(
        world,
        dropOfflineSession({ ...op, metadata }, 'offline', { ...createPorts(world), fetch }),
      );
      return has('offline');
    },
  },
  {
    id: 'admin-token-led-on',
    what: 'The registration endpoint leads on to an attacker, with the admin’s token in the request',
    defence: defence(
      'lib/flows/set-up/register-client.ts',
      "    credentials: 'omit',\n    redirect: 'manual',\n",
      "    credentials: 'omit',\n",
    ),
    succeeds: async () => {
      const realm = realmNamed('support');
      const world = createWorld();
      const { fetch, has } = leadingOn();
      const discovery = { ...discoveryOf(realm.issuer), registration_endpoint: `${ISSUER}/register` };
      const ports = createPorts(world);
      ports.fetch = async (url, init) =>
        url.endsWith('configuration') ? Response.json(discovery) : fetch(url, init);
      await settle(
        world,
        isTaken(() => registerClient(realm, 'initial', ports)),
      );
      return has('initial');
    },
  },
  {
    id: 'admin-token-named-elsewhere',
    what: 'Discovery names a registration endpoint of an attacker’s host, to which the admin’s token is sent',
    defence: defence(
      'lib/protocol/discovery.ts',
      'if (originOf(endpoint) === originOf(issuer)) return endpoint;',
      'if (endpoint) return endpoint;',
    ),
    succeeds: async () => {
      const realm = realmNamed('support');
      const world = createWorld();
      const ports = createPorts(world);
      const discovery = { ...discoveryOf(realm.issuer), registration_endpoint: 'https://evil.test/register' };
      const told: string[] = [];
      ports.fetch = async (url) => {
        if (url.endsWith('configuration')) return Response.json(discovery);
        told.push(url);
        return Response.json({ client_id: 'x' }, { status: 201 });
      };
      await settle(
        world,
        isTaken(() => registerClient(realm, 'initial', ports)),
      );
      return told.length > 0;
    },
  },
  {
    id: 'hint-led-on',
    what: 'The end-session endpoint of a host that was not allowed leads on to an attacker, and is followed with a hint',
    defence: defence(
      'lib/flows/sign-out/ways/by-fetch.ts',
      "{ credentials: 'omit', redirect: 'manual' }",
      "{ credentials: 'omit' }",
    ),
    succeeds: async () => {
      const op = fakeOp('support');
      const world = createWorld(op);
      await settle(world, remember(op, world));
      signIn(op, 's2');
      const ports = createPorts(world);
      const { fetch, has } = leadingOn();
      const asked = ports.fetch;
      ports.fetch = (url, init) => (url.includes('/logout?') ? fetch(url, init) : asked(url, init));
      await rowAfter(world, ports);
      return has('id_token_hint');
    },
  },
  {
    id: 'private-window-on-disk',
    what: 'Who has the machine later reads in the settings which app somebody has used in a private window',
    defence: defence(
      'lib/flows/set-up/change-settings.ts',
      "if (store.isPrivate) throw new StepError('private-window');",
    ),
    succeeds: async () => {
      const { realm } = fakeOp('support');
      const { kept, store } = settingsOf([realm], [realm], { isPrivate: true });
      const { 'set-app': choose } = createHandlers(createPorts(createWorld()), store, Promise.resolve());
      const app = { realmId: realm.id, origin: 'https://clinic.test', label: 'Clinic' };
      return (await isTaken(() => choose({ ...app, on: true }, {}))) && kept.writes > 0;
    },
  },
];
