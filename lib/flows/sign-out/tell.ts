import type { Failure } from '../../errors/failure.ts';
import { ignore } from '../../errors/ignore.ts';
import { originOf } from '../../protocol/origin.ts';
import { withHiddenTab } from '../kernel/hidden-tabs.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { doOnce, type RealmSignOut, withProgress } from './act.ts';
import { namedApp } from './ending.ts';

/** Tabs open at a time: more would load each other down. */
const AT_A_TIME = 5;

/**
 * Opens the addresses that tell apps of the sign-out, each in a background tab: only a top-level page gets an app's `SameSite=Lax`
 * cookie. It has a limit of its own and never decides what is said of the realm's session. An address that was opened is told once.
 * @see OpenID Connect Front-Channel Logout 1.0, section 2
 */
export async function tell(act: RealmSignOut, ports: Ports): Promise<void> {
  const addresses = [...act.row.toTell];
  if (addresses.length === 0) return;
  // Each takes the next address from what they share, so that this many are open at a time.
  const next = addresses.values();
  const visitor = async (): Promise<void> => {
    // What was not begun within the limit is named as not told, and not opened any more.
    for (const address of next) if (act.row.toTell.includes(address)) await tellOne(act, address, ports);
  };
  const all = Promise.all(Array.from({ length: AT_A_TIME }, visitor)).then(() => undefined);
  const work = withLimit(ports.clock, LIMITS.tell, 'tell', all);
  await withProgress(act, 'telling', work, ports).catch(ignore);
  for (const address of [...act.row.toTell]) await note(act, address, late());
}

async function tellOne(act: RealmSignOut, address: string, ports: Ports): Promise<void> {
  let cause: Failure | null = { code: 'app-unreachable', details: [address] };
  const done = await doOnce(act, { way: 'tell', key: originOf(address) }, async () => {
    cause = await visit(address, ports).catch(() => cause);
    if (act.row.toTell.includes(address)) await note(act, address, cause);
    return { landing: cause ? ('refused' as const) : ('done' as const) };
  });
  if (!done) await note(act, address, cause);
}

/** What was told once is not told again, by whichever worker. */
async function note(act: RealmSignOut, address: string, cause: Failure | null): Promise<void> {
  act.row.toTell = act.row.toTell.filter((one) => one !== address);
  const { origin, host } = new URL(address);
  const app = namedApp(act, { key: origin, name: host, origin });
  act.add({ f: 'app', app, is: cause ? 'not-told' : 'told', ...(cause && { cause }) });
}

/** @returns why the app is not told; null where its page has answered without an error, and was given a moment. */
async function visit(address: string, ports: Ports): Promise<Failure | null> {
  const open = () => ports.tabs.openHidden(address);
  return withHiddenTab(open, (tabId) => see(tabId, address, ports), ports);
}

async function see(tabId: number, address: string, ports: Ports): Promise<Failure | null> {
  const loaded = await ports.tabEvents.next(tabId, ['loaded', 'closed'], LIMITS.visit);
  if (loaded !== 'loaded') return { code: 'app-unreachable', details: [address] };
  // The moment comes first: Firefox may show the headers of an answer after the page they led to has loaded (measured under load).
  await ports.tabEvents.next(tabId, ['closed'], LIMITS.tellMoment);
  const { status } = await ports.tabs.answer(tabId);
  if (status === null) return { code: 'app-unseen', details: [new URL(address).host] };
  if (status >= 400) return { code: 'app-error', details: [address, String(status)] };
  return null;
}

function late(): Failure {
  return { code: 'timed-out', details: ['tell', `${LIMITS.tell / 1000} s`] };
}
