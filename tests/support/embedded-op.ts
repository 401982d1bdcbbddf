import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { ALICE } from './addresses.ts';
import { createEmbeddedRealm } from './embedded-realm.ts';
import { createEmbeddedStore } from './embedded-store.ts';
import { loopbackPort } from './loopback.ts';
import type { Op } from './op.ts';
import { createRealmKit } from './realm-kit.ts';

/** Starts an OP within this process whose realms have Keycloak's addresses and the login form's names. */
export async function startEmbeddedOp(): Promise<Op> {
  const realms = new Map<string, RequestListener>();
  const server = createServer((request, response) => {
    const realm = realms.get(enterRealm(request));
    if (realm) realm(request, response);
    else
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Realm does not exist"}');
  });
  const kits = createRealmKit(await loopbackPort(server));
  return {
    kind: 'embedded',
    addRealm: async (name, options = {}) => {
      const kit = await kits.open(name);
      const store = createEmbeddedStore();
      realms.set(name, await createEmbeddedRealm({ ...kit, options, store }));
      return {
        name,
        label: options.label ?? name,
        ...kit,
        liveSessions: async () => store.sessionsOf(ALICE.username),
        endSessionsAsAdmin: async () => store.endSessionsOf(ALICE.username),
      };
    },
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      await kits.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Takes `/realms/NAME` off the request's path, as a mounted provider expects it, and gives the name. */
function enterRealm(request: IncomingMessage & { originalUrl?: string }): string {
  const [path = '', name = ''] = /^\/realms\/([^/?]+)/.exec(request.url ?? '') ?? [];
  request.originalUrl = request.url ?? '';
  request.url = request.originalUrl.slice(path.length) || '/';
  return name;
}
