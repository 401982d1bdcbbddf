import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';

/** Whether an app was reached. */
export type Visit = 'visited' | 'not-reachable';

/** Tabs open at a time: more would load each other down. */
const AT_A_TIME = 5;

/**
 * Opens the addresses that tell apps of the sign-out, each in a background tab: only a top-level page gets an app's
 * `SameSite=Lax` cookie.
 * @param addresses https, or http on loopback.
 * @param seen called for each address as its visit ends.
 * @see OpenID Connect Front-Channel Logout 1.0, section 2
 */
export async function visitApps(
  addresses: string[],
  seen: (address: string, mark: Visit) => Promise<void>,
  ports: Ports,
): Promise<void> {
  // Each takes the next address from what they share, so that this many are open at a time.
  const next = addresses.values();
  const visitor = async (): Promise<void> => {
    for (const address of next) await seen(address, await visit(address, ports));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, visitor));
}

async function visit(address: string, ports: Ports): Promise<Visit> {
  const tabId = await ports.tabs.openHidden(address);
  try {
    const loaded = await ports.tabEvents.next(tabId, ['loaded', 'closed'], LIMITS.visit);
    return loaded === 'loaded' && (await answers(address, ports)) ? 'visited' : 'not-reachable';
  } finally {
    await ports.tabs.close(tabId);
  }
}

/** A browser's own error page loads like any other, so whether there is a server is asked apart, without cookies. */
async function answers(address: string, ports: Ports): Promise<boolean> {
  const init: RequestInit = { method: 'HEAD', mode: 'no-cors', credentials: 'omit', cache: 'no-store' };
  return ports.fetch(new URL('/', address).href, init).then(
    () => true,
    () => false,
  );
}
