import { endSessionEndpoint } from '../../../protocol/discovery.ts';
import { endSessionFields, endSessionUrl } from '../../../protocol/end-session.ts';
import type { Deed } from '../../../verdict/facts.ts';
import { deedsOf } from '../../../verdict/reading.ts';
import { LIMITS } from '../../kernel/limits.ts';
import { tabOfForm } from '../../kernel/pending.ts';
import type { Ports } from '../../kernel/ports.ts';
import type { OpHandle } from '../../op/handle.ts';
import { landByIdentity } from '../../op/landing.ts';
import { askQuestion } from '../../op/question.ts';
import type { Done, RealmSignOut } from '../act.ts';
import { openPostTab, type TabForm } from '../post-tab.ts';
import type { EndWay } from './way.ts';

/**
 * The last resort: the OP's own page, in front of the person. It names no session, so no other than the browser's can be meant. It is
 * a stored deed: asked about once, and never opened twice.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2 (`client_id` without a hint)
 */
export const inTab: EndWay = {
  name: 'tab',
  end: async (op, act, { sid, inBrowser, asked }, ports) => {
    // Another session may be in the browser by now: it is found first, and no person is bothered with this one.
    if (!inBrowser || !asked) return null;
    const deed = { way: 'tab' as const, key: sid };
    const before = deedsOf(act.facts).findLast(({ way, key }) => way === 'tab' && key === sid);
    if (!before) act.add({ f: 'deed', deed: { ...deed, landing: 'under-way' } });
    await act.say('ending-in-tab');
    act.page.taken();
    const tabId = await standingTab(op, act, before, ports);
    act.add({ f: 'deed', deed: { ...deed, landing: 'under-way', tabId } });
    await act.keep();
    const { landing } = await watch(op, act, tabId, ports);
    act.add({ f: 'deed', deed: { ...deed, landing, tabId } });
    await act.keep();
    if (landing === 'closed') act.page.freed();
    await showResult(act, tabId, ports);
    return landing;
  },
};

/** The tab that an earlier instance of the worker opened, which may have been stopped before it knew of it; else a new one. */
async function standingTab(
  op: OpHandle,
  act: RealmSignOut,
  before: Deed | undefined,
  ports: Ports,
): Promise<number> {
  const key = formKey(act);
  if (before) {
    const known = before.tabId ?? (await tabOfForm(ports.session, key)) ?? (await laterTab(key, ports));
    if (known !== null) return known;
  }
  return openPostTab(act, key, await questionForm(op, ports), false, ports);
}

/** A page of ours that is only just loading asks for its form within its limit. */
async function laterTab(key: string, ports: Ports): Promise<number | null> {
  await new Promise<void>((resolve) => void ports.clock.after(LIMITS.tabOpens, resolve));
  return tabOfForm(ports.session, key);
}

function formKey({ run, realm }: RealmSignOut): string {
  return `${run.id}-${encodeURIComponent(realm.id)}`;
}

/** An OP that does not know the client, or its address, refuses the question; the same request without a window tells. */
async function questionForm(op: OpHandle, ports: Ports): Promise<TabForm> {
  const action = endSessionEndpoint(op.metadata);
  const { id: clientId, postLogoutTabUri: uri } = op.clients[0];
  const state = ports.secret();
  const request = { clientId, redirect: { uri, state } };
  const landing = await landByIdentity(
    { url: endSessionUrl(action, request), limitMs: LIMITS.request },
    ports,
  );
  const fields = landing.kind === 'refused' ? {} : endSessionFields(request);
  return { action, method: 'get', fields, state };
}

/** Each page that loads in the tab follows an act of the person, and is asked about once. */
async function watch(op: OpHandle, act: RealmSignOut, tabId: number, ports: Ports): Promise<Done> {
  const until = ports.clock.now() + LIMITS.person;
  for (;;) {
    const left = until - ports.clock.now();
    const event = await ports.tabEvents.next(tabId, ['arrived', 'closed', 'loaded'], left);
    if (event !== 'loaded') return { landing: LANDINGS[event ?? 'none'] };
    const soon = await ports.tabEvents.next(tabId, ['arrived', 'closed'], LIMITS.tabReturn);
    if (soon) return { landing: LANDINGS[soon] };
    if ((await askQuestion(op, ports)).who === 'nobody') return { landing: 'leads' };
    await act.say('waiting-for-person');
  }
}

const LANDINGS = { arrived: 'leads', closed: 'closed', none: 'timed-out', loaded: 'page' } as const;

async function showResult({ run }: RealmSignOut, tabId: number, ports: Ports): Promise<void> {
  const there = await ports.tabEvents.next(tabId, ['arrived', 'closed'], 0);
  if (!there && (await ports.tabs.exists(tabId)))
    await ports.tabs.navigate(tabId, ports.addresses.signedOutPage(run.id));
}
