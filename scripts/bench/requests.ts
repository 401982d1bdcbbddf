import { openProxy } from '../../tests/support/proxy.ts';
import type { BenchGround } from './ground.ts';
import { signInAll } from './sessions.ts';
import { closeTabs } from './take.ts';
import { BARE, OURS_HOSTS, type SignOutWay } from './ways.ts';

/**
 * Lists the requests that a way sends for one realm, from the click on, in the order of their answers. A proxy in front of
 * Keycloak looks at them, so no time is taken here.
 * @returns the last part of each request's path.
 */
async function requestsOf(ground: BenchGround, way: SignOutWay): Promise<string[]> {
  const seen: { path: string; at: number }[] = [];
  const proxy = await openProxy(Number(new URL(ground.keycloak.url).port), ({ path }) => {
    seen.push({ path, at: Date.now() });
    return null;
  });
  const name = ground.realms[0]?.name ?? '';
  const realm = { name, issuer: `http://127.0.0.1:${proxy.port}/realms/${name}` };
  try {
    const live = await signInAll(ground, [realm]);
    const { clickedAt } = await way.run(ground, live);
    return seen.filter(({ at }) => at >= clickedAt).map(({ path }) => wordOf(path));
  } finally {
    await closeTabs(ground);
    await proxy.close();
  }
}

/** Looks at what ours and the bare requests send for one realm after the click, and says how many both are. */
export async function sameRequests(ground: BenchGround): Promise<string> {
  const ours = await requestsOf(ground, OURS_HOSTS);
  const theirs = await requestsOf(ground, BARE);
  const listed = (requests: string[]) => `${requests.length} (${requests.join(', ')})`;
  // What is sent at once may be answered in any order.
  const verdict = ours.toSorted().join() === theirs.toSorted().join() ? 'the same' : 'THEY DIFFER';
  return `Requests for one realm, ${OURS_HOSTS.name}: ${listed(ours)}; bare: ${listed(theirs)}: ${verdict}.`;
}

function wordOf(path: string): string {
  return new URL(path, 'http://localhost').pathname.split('/').at(-1) ?? '';
}
