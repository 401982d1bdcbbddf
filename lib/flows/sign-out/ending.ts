import { type EndPage, type EndPageContext, readEndPage, readLedTo } from '../../keycloak/end-page.ts';
import { backAddress } from '../../protocol/end-session.ts';
import { originOf } from '../../protocol/origin.ts';
import type { AppRef, LandingKind } from '../../verdict/facts.ts';
import { factsOf } from '../../verdict/reading.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { markNeedsDocument } from '../kernel/sessions.ts';
import type { OpHandle } from '../op/handle.ts';
import { isAt, type Landing, outageOf } from '../op/landing.ts';
import { type Done, type RealmSignOut, withProgress } from './act.ts';
import { hideTab } from './hidden-tab.ts';

/** How many addresses that are not opened are named; one is enough to take the green away, and each is stored with all before it. */
const MOST_NAMED = 50;

/** Where a request to end a session is to lead. */
export type Back = { uri: string; state: string };

/** What a request to end a session came to. `question`: the OP asks, as another session is in the browser. */
export type Ended = Done & { question?: boolean };

/**
 * Reads where a request to end a session has led. A front-channel page is used up by being read: the apps that it names are kept
 * for telling, those that could not be read are named. A SAML app's form is sent on, as the session waits for that app.
 */
export async function readEnding(
  op: OpHandle,
  act: RealmSignOut,
  landing: Landing,
  back: Back,
  ports: Ports,
): Promise<Ended> {
  if (isAt(landing, back.uri, back.state)) return { landing: 'leads' };
  if (landing.kind === 'leads') {
    const page = readLedTo(contextOf(op, act, landing.to, back));
    if (page.kind === 'saml') return sendOn(act, page, back, ports);
    const { host, origin } = new URL(landing.to);
    // Our own address without its `state` is nobody's word, and no provider's.
    return { landing: 'elsewhere', ...(origin !== originOf(back.uri) && { leftOut: host }) };
  }
  if (landing.kind !== 'page') {
    const outage = outageOf(landing, 'end-session');
    if (outage) act.add({ f: 'failed', cause: outage });
    return { landing: landing.kind, ...(landing.status !== undefined && { status: landing.status }) };
  }
  const context = contextOf(op, act, landing.address, back);
  // A failure in reading a page loses no proof: whether the session has ended is asked of the OP.
  const contents = await ports.pages.read(landing.html).catch(() => null);
  return followPage(op, act, contents && readEndPage(contents, context), back, ports);
}

function contextOf(
  { metadata }: OpHandle,
  { realm }: RealmSignOut,
  address: string,
  back: Back,
): EndPageContext {
  const listed = realm.apps.map(({ origin }) => origin);
  return { address, issuer: metadata.issuer, back: backAddress(back.uri, back.state), listed };
}

async function followPage(
  op: OpHandle,
  act: RealmSignOut,
  page: EndPage | null,
  back: Back,
  ports: Ports,
): Promise<Ended> {
  if (!page || page.kind === 'unread') {
    await markNeedsDocument(ports.session, op.realm.id);
    await noteUnread(act);
    // One that would lead to exactly our address is the end, whatever it does before.
    return { landing: page ? 'leads' : 'page' };
  }
  if (page.kind === 'front-channel') {
    act.row.toTell = [...new Set([...act.row.toTell, ...page.addresses])];
    for (const address of page.refused.slice(0, MOST_NAMED)) await noteRefused(act, address);
    // The page is used up: whoever takes this up again could not read it.
    await act.keep();
    return { landing: 'leads' };
  }
  if (page.kind === 'saml') return sendOn(act, page, back, ports);
  if (page.kind === 'question') return { landing: 'page', question: true };
  return { landing: page.kind === 'finished' ? 'leads' : 'page' };
}

/** The session ends once the app has answered; it posts its answer through the same tab. */
async function sendOn(
  act: RealmSignOut,
  { action, method, values }: Extract<EndPage, { kind: 'saml' }>,
  { state }: Back,
  ports: Ports,
): Promise<Ended> {
  const form = { action, method, fields: values, state };
  const landing = await hideTab(act, form, LIMITS.visit, ports);
  const origin = originOf(action);
  const app = { key: origin, name: new URL(action).host, origin };
  const told = landing === 'leads';
  act.add({
    f: 'app',
    app: namedApp(act, app),
    is: told ? 'told' : 'not-told',
    ...(!told && { cause: { code: 'app-unreachable', details: [origin] } }),
  });
  return { landing };
}

/** An app by the name that the realm or the person has given it. */
export function namedApp(act: RealmSignOut, app: AppRef): AppRef {
  const listed = act.realm.apps.find(({ origin }) => origin === app.origin)?.label;
  const inSession = appsInSession(act).find(({ key }) => key === app.key)?.name;
  return { ...app, name: listed ?? inSession ?? app.name };
}

function appsInSession({ facts }: RealmSignOut): AppRef[] {
  return factsOf(facts, 'details').flatMap(({ apps }) => apps);
}

async function noteRefused(act: RealmSignOut, address: string): Promise<void> {
  const key = address.slice(0, 200);
  const name = (URL.parse(address)?.host || address).slice(0, 80);
  const cause = { code: 'app-unreachable' as const, details: [key] };
  act.add({ f: 'app', app: { key, name }, is: 'not-told', cause });
}

/** Which apps the page would have told is not known, so all that the session holds may be left. */
async function noteUnread(act: RealmSignOut): Promise<void> {
  for (const app of appsInSession(act))
    act.add({ f: 'app', app, is: 'not-told', cause: { code: 'app-page-unread', details: [] } });
}

/** Says meanwhile that the session is being ended; after a while, that the server is telling its apps, which holds its answer up. */
export function whileEnding<T>(
  act: RealmSignOut,
  request: Promise<T>,
  ports: Pick<Ports, 'clock'>,
): Promise<T> {
  const telling = withProgress(act, 'server-tells', request, ports, LIMITS.serverTells);
  return withProgress(act, 'ending', telling, ports);
}

/** Whether a landing says by itself that the session has ended. */
export function isWord(landing: LandingKind | null): boolean {
  return landing === 'leads' || landing === 'done';
}
