import { join } from 'node:path';
import project from '../../../package.json' with { type: 'json' };
import { startEmbeddedOp } from '../embedded-op.ts';
import { type AsAdmin, adminOf, connectKeycloak, type KeycloakAddress } from '../keycloak.ts';
import { startKeycloak } from '../keycloak-server.ts';
import type { Op } from '../op.ts';

/** The project's own Keycloak. */
export const NEWEST = project.config.keycloak;

/** The servers on which cases are shown: real Keycloaks by their version, and the library that always asks. */
export const SERVERS = [NEWEST, '26.2.5', '22.0.5', '18.0.2', 'oidc-provider'] as const;

/** One of the servers. */
export type Server = (typeof SERVERS)[number];

/** A server that runs. */
export type RunningServer = {
  name: Server;
  op: Op;
  /** Asks it as its admin; the library has none. */
  asAdmin: AsAdmin;
  /** Its own loopback port, for what is to stand before it. */
  port: number;
  stop(): Promise<void>;
};

/** Starts a server, with the themes that cases use. */
export async function startServer(name: Server): Promise<RunningServer> {
  if (name === 'oidc-provider') return startLibrary();
  const root = process.cwd();
  const themes = join(root, 'tests/support/truth/themes');
  const keycloak = await startKeycloak(root, { version: name, themes });
  const server = await connectServer(name, keycloak);
  const stop = async (): Promise<void> => {
    await server.stop();
    await keycloak.stop();
  };
  return { ...server, stop };
}

/** A Keycloak that runs already. */
async function connectServer(name: Server, address: KeycloakAddress): Promise<RunningServer> {
  const op = await connectKeycloak(address);
  return { name, op, asAdmin: adminOf(address), port: Number(new URL(address.url).port), stop: op.stop };
}

async function startLibrary(): Promise<RunningServer> {
  const op = await startEmbeddedOp();
  const asAdmin: AsAdmin = () => Promise.reject(new Error('oidc-provider has no admin'));
  return { name: 'oidc-provider', op, asAdmin, port: 0, stop: op.stop };
}
