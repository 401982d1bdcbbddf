import { type OtherApp, startOtherApp } from './other-app.ts';
import { openRelay, type Relay } from './relay.ts';

/** What every test realm has beside its server. */
export type RealmKit = { issuer: string; relay: Relay; otherApp: OtherApp };

/**
 * Opens and closes the kits of an OP's realms.
 * @param port the OP's own loopback port.
 */
export function createRealmKit(port: number): {
  /**
   * @param host how the realm's addresses name loopback.
   * @param behind the loopback port of what stands before the OP; the OP's own where not given.
   */
  open(name: string, host?: string, behind?: number): Promise<RealmKit>;
  close(): Promise<void>;
} {
  const kits: RealmKit[] = [];
  return {
    open: async (name, host = '127.0.0.1', behind = port) => {
      const relay = await openRelay(behind);
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
