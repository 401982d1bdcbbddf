import { isKeycloak } from '../../../keycloak/endpoints.ts';
import { endSessionEndpoint } from '../../../protocol/discovery.ts';
import { endSessionFields, endSessionUrl } from '../../../protocol/end-session.ts';
import { type Deed, type LandingKind, UNNAMED } from '../../../verdict/facts.ts';
import { deedsOf, factsOf, lastWho, standingTabOf } from '../../../verdict/reading.ts';
import { LIMITS, pause, withLimit } from '../../kernel/limits.ts';
import { tabOfForm } from '../../kernel/pending.ts';
import type { Ports } from '../../kernel/ports.ts';
import { readSession, type Session } from '../../kernel/sessions.ts';
import type { OpHandle } from '../../op/handle.ts';
import { landByIdentity } from '../../op/landing.ts';
import { askQuestion, isDeaf } from '../../op/question.ts';
import { askToken } from '../../op/token.ts';
import type { RealmSignOut } from '../act.ts';
import { noteToken } from '../note-token.ts';
import { openPostTab, type TabForm } from '../post-tab.ts';
import { showResultIn } from '../result-page.ts';
import type { EndWay, Target } from './way.ts';

/**
 * The last resort: the OP's own page, in front of the person. It names no session, so no other than the browser's can be meant. It is
 * a stored deed: asked about once, and never opened twice.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2 (`client_id` without a hint)
 */
export const inTab: EndWay = {
  name: 'tab',
  end: async (op, act, target, ports) => {
    // Another session may be in the browser by now: it is found first, and no person is bothered with this one.
    if (!target.inBrowser || !target.asked || wasLeft(act)) return null;
    if (target.sid !== UNNAMED && (await isNobodyIn(op, act, ports))) return null;
    if (isRefused(act)) return null;
    act.add({ f: 'deed', deed: { way: 'tab', key: target.sid, landing: 'under-way' } });
    return waitFor(op, act, target, undefined, ports);
  },
};

/** Who has closed such a tab, or left it unanswered, is not asked again: each asks the same. */
function wasLeft({ facts }: RealmSignOut): boolean {
  return deedsOf(facts).some(
    ({ way, landing }) => way === 'tab' && (landing === 'closed' || landing === 'timed-out'),
  );
}

/** A person would stand before the error that the server has just answered the question with. */
function isRefused({ facts }: RealmSignOut): boolean {
  const last = factsOf(facts, 'browser').findLast(({ by }) => by === 'question');
  return last?.cause !== undefined && !isDeaf(last.cause);
}

/** Where nobody is in the browser any more a tab would lead straight back, which says nothing of this session. */
async function isNobodyIn(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<boolean> {
  const at = ports.moments.next();
  const { who, cause } = await askQuestion(op, ports);
  if (who === 'nobody' || cause) act.add({ f: 'browser', at, who, by: 'question', ...(cause && { cause }) });
  return lastWho(act.facts)?.who === 'nobody';
}

/** Waits on for the tab that an earlier instance of the worker has opened, where one stands, before anything else is asked or done. */
export async function waitAgain(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<void> {
  const before = standingTabOf(act.facts);
  if (!before || ports.clock.now() > act.row.deadline) return;
  const session = await readSession(ports.session, op.realm.id, before.key);
  await waitFor(op, act, { sid: before.key, session }, before, ports);
}

/** What a tab is to end. */
type Waiting = Pick<Target, 'sid' | 'session'>;

async function waitFor(
  op: OpHandle,
  act: RealmSignOut,
  { sid, session }: Waiting,
  before: Deed | undefined,
  ports: Ports,
): Promise<LandingKind> {
  const deed = { way: 'tab' as const, key: sid };
  await act.say('ending-in-tab');
  act.page.taken();
  const tabId = await standingTab(op, act, before, ports);
  act.add({ f: 'deed', deed: { ...deed, landing: 'under-way', tabId } });
  await (before ? act.say('waiting-for-person') : act.keep());
  const isLate = before !== undefined && (await isOverSince(op, session, tabId, ports));
  const landing = isLate || (await watch(op, act, { tabId, session }, ports));
  act.add({ f: 'deed', deed: { ...deed, landing, tabId } });
  // To be led back is an answer, which may be "no".
  if (session && landing === 'leads') await noteToken(op, act, session, ports);
  await act.keep();
  await leave(op, act, { tabId, landing }, ports);
  return landing;
}

/**
 * A tab in which the person was left alone may hold something else by now, and is not touched. `tabs.update` may hang over one that the
 * browser has frozen (Chrome 147).
 */
async function leave(
  op: OpHandle,
  act: RealmSignOut,
  { tabId, landing }: { tabId: number; landing: LandingKind },
  ports: Ports,
): Promise<void> {
  if (landing === 'closed' || landing === 'timed-out') return act.page.freed();
  const shown = showResultIn(tabId, op.metadata.issuer, act.run, ports);
  const isShown = await withLimit(ports.clock, LIMITS.tabOpens, 'result', shown).catch(() => false);
  if (!isShown) act.page.freed();
}

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
  await pause(ports.clock, LIMITS.tabOpens);
  return tabOfForm(ports.session, key);
}

function formKey({ run, realm }: RealmSignOut): string {
  return `${run.id}-${encodeURIComponent(realm.id)}`;
}

/** An OP that does not know the client, or its address, refuses the question; the same request without a window tells. */
async function questionForm(op: OpHandle, ports: Ports): Promise<TabForm> {
  const action = endSessionEndpoint(op.metadata);
  const [client] = op.clients;
  const form = { action, method: 'get' as const, fields: {} };
  // Where no page of ours can be led back to, the realm's own says that it is done.
  if (client.kind === 'built-in') return form;
  const request = { clientId: client.id, redirect: { uri: client.postLogoutTabUri } };
  const landing = await landByIdentity(
    { url: endSessionUrl(action, request), limitMs: LIMITS.request },
    ports,
  );
  return landing.kind === 'refused' ? form : { ...form, fields: endSessionFields(request), leadsBack: true };
}

/** What the tab came to while no worker stood to see it, unless it has come back or gone. */
async function isOverSince(
  op: OpHandle,
  session: Session | null,
  tabId: number,
  ports: Ports,
): Promise<LandingKind | false> {
  if (await ports.tabEvents.next(tabId, ['arrived', 'closed'], LIMITS.tabReturn)) return false;
  return isOver(op, session, ports);
}

/** Each page that loads in the tab may follow an act of the person, and is asked about once. */
async function watch(
  op: OpHandle,
  act: RealmSignOut,
  { tabId, session }: { tabId: number; session: Session | null },
  ports: Ports,
): Promise<LandingKind> {
  const until = Math.min(openedAt(act, ports) + LIMITS.person, act.row.deadline);
  for (;;) {
    // The clock may have been put back since.
    const left = Math.min(until - ports.clock.now(), LIMITS.person);
    const event = await ports.tabEvents.next(tabId, ['arrived', 'closed', 'loaded'], left);
    if (event !== 'loaded') return LANDINGS[event ?? 'none'];
    const soon = await ports.tabEvents.next(tabId, ['arrived', 'closed'], LIMITS.tabReturn);
    if (soon) return LANDINGS[soon];
    const over = await isOver(op, session, ports);
    // The answer may have been given while that was asked, and its tab be on its way back.
    const late =
      over === 'page' && (await ports.tabEvents.next(tabId, ['arrived', 'closed'], LIMITS.tabReturn));
    if (over) return late ? LANDINGS[late] : over;
    await act.say('waiting-for-person');
  }
}

function openedAt({ facts }: RealmSignOut, { clock }: Ports): number {
  const first = deedsOf(facts).findLast(({ way, tabId }) => way === 'tab' && tabId === undefined);
  return Math.min(first?.at ?? Number.POSITIVE_INFINITY, clock.now());
}

/**
 * Asks while the person may have a question before them. Keycloak can be asked its own once more. Others remember one question for each
 * browser, as oidc-provider does (its `session.state`): asking would spoil the one that stands, so only the token is tried there. That
 * nobody is in the browser is no word for exactly this session.
 */
async function isOver(op: OpHandle, session: Session | null, ports: Ports): Promise<LandingKind | false> {
  if (session && (await askToken(op, session, ports)).is === 'refused') return 'leads';
  return isKeycloak(op.metadata) && (await askQuestion(op, ports)).who === 'nobody' && 'page';
}

const LANDINGS = { arrived: 'leads', closed: 'closed', none: 'timed-out', loaded: 'page' } as const;
