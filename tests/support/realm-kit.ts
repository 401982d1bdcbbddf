import { type OtherApp, startOtherApp } from './other-app.ts';
import { openRelay, type Relay } from './relay.ts';

/** What every test realm has beside its server. */
export type RealmKit = { issuer: string; relay: Relay; otherApp: OtherApp };

/**
 * Opens and closes the kits of an OP's realms.
 * @param port the OP's own loopback port.
 */
export function createRealmKit(port: number): {
  /** @param host how the realm's addresses name loopback. */
  open(name: string, host?: string): Promise<RealmKit>;
  close(): Promise<void>;
} {
  const kits: RealmKit[] = [];
  return {
    open: async (name, host = '127.0.0.1') => {
      const relay = await openRelay(port);
      const issuer = `http://${host}:${relay.port}/realms/${name}`;
      const kit = { issuer, relay, otherApp: await startOtherApp(issuer) };
      kits.push(kit);
      return kit;
    },
    close: async () => {
      await Promise.all(kits.flatMap(({ relay, otherApp }) => [relay.close(), otherApp.close()]));
    },
  };
}
