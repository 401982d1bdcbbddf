import { openProxy } from '../../tests/support/proxy.ts';
import type { BenchGround } from './ground.ts';
import { signInAll } from './sessions.ts';
import { closeTabs } from './take.ts';
import { bare, OURS_HOSTS, type SignOutWay } from './ways.ts';

/**
 * Lists the requests that a way sends for one realm, from the click on, in the order of their answers. A proxy in front of
 * Keycloak looks at them, so no time is taken here.
 * @returns each request's path in the realm.
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
    return seen.filter(({ at }) => at >= clickedAt).map(({ path }) => pathIn(name, path));
  } finally {
    await closeTabs(ground);
    await proxy.close();
  }
}

/** The paths that ours shows the access token to before it ends a session, and a sentence that counts both's requests. */
export type SameRequests = { before: string[]; note: string };

/** Looks at what ours sends for one realm, and makes the bare requests ask the same. */
export async function sameRequests(ground: BenchGround): Promise<SameRequests> {
  const ours = await requestsOf(ground, OURS_HOSTS);
  const [ask, redeem, end] = ['auth', 'token', 'logout'].map((word) => `protocol/openid-connect/${word}`);
  const before = ours.slice(0, ours.indexOf(end ?? '')).filter((path) => path !== ask && path !== redeem);
  const theirs = await requestsOf(ground, bare(before));
  const listed = (requests: string[]) => `${requests.length} (${requests.map(wordOf).join(', ')})`;
  // What is sent at once may be answered in any order.
  const same = ours.toSorted().join() === theirs.toSorted().join();
  const verdict = same ? 'the same' : 'THEY DIFFER';
  return {
    before,
    note: `Requests for one realm, ${OURS_HOSTS.name}: ${listed(ours)}; bare: ${listed(theirs)}: ${verdict}.`,
  };
}

function pathIn(realm: string, path: string): string {
  return new URL(path, 'http://localhost').pathname.replace(`/realms/${realm}/`, '');
}

function wordOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}
