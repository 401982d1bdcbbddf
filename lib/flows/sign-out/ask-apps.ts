import type { Failure } from '../../errors/failure.ts';
import { StepError } from '../../errors/step-error.ts';
import { issuerOfPage } from '../../keycloak/realm-address.ts';
import { type AppAnswer, readAppAnswers, readSignInPage } from '../../protocol/app-answer.ts';
import { mayName } from '../../protocol/internal-host.ts';
import { originOf } from '../../protocol/origin.ts';
import type { AppRef } from '../../verdict/facts.ts';
import { isGone, seenApps } from '../../verdict/reading.ts';
import type { AppTab } from '../kernel/browser-ports.ts';
import { LIMITS, withSignal } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSignIns } from '../kernel/seen-apps.ts';
import type { AppAct, RealmSignOut } from './act.ts';
import { hasOfflineAccess } from './clear.ts';
import type { Together } from './together.ts';

type AskPorts = Pick<Ports, 'clock' | 'hop' | 'moments' | 'session' | 'siteData'>;

/**
 * Asks each app of the realm whether it still lets the person in, by visits to its own server that follow no redirect to anywhere else,
 * so nobody is signed in by them. It comes last, as what an app says holds until the next deed; over a live session, of
 * another realm of the same sign-out too, it would say nothing, as it would let the person in again.
 */
export async function askApps(
  act: RealmSignOut,
  together: Pick<Together, 'whenAllEnded'>,
  ports: AskPorts,
): Promise<void> {
  if (!isGone(act.facts)) return;
  const asked = appsToAsk(act, seenApps(act.facts));
  const may = await Promise.all(asked.map(({ origin }) => ports.siteData.mayAsk(origin)));
  // Nothing is waited for where nothing may be asked.
  if (!may.some(Boolean)) return;
  await together.whenAllEnded(act, ports);
  await askNow(act, asked, ports);
}

/** The same whatever session lives: what an app says then is of its own sign-in alone. */
export async function askNow(act: AppAct, apps: AppRef[], ports: AskPorts): Promise<void> {
  const underWay = await signInsUnderWay(act, ports);
  const asked = appsToAsk(act, apps).filter((app) => !underWay(app));
  await Promise.all(asked.map((app) => askApp(act, app, ports)));
}

type Asked = AppRef & { origin: string };

function appsToAsk(act: AppAct, apps: AppRef[]): Asked[] {
  return apps.filter((app) => isToBeAsked(act, app));
}

/** A realm may name any address; what is in somebody's own network only a realm in one may name, or the person. */
function isToBeAsked({ realm, row }: AppAct, app: AppRef): app is Asked {
  if (row.onlyFound || !app.origin) return false;
  const listed = realm.apps.find(({ origin }) => origin === app.origin);
  if (listed) return listed.atSignOut !== 'leave';
  return mayName(realm.issuer, app.origin);
}

/**
 * An app with a sign-in under way in a tab, at whatever realm, would lose it: a visit may have it begin another. Only the first page of one
 * names the app; which it was of the pages that follow is noted as the tab asks for it.
 */
async function signInsUnderWay(
  { realm: { issuer } }: AppAct,
  ports: AskPorts,
): Promise<(app: Asked) => boolean> {
  const begun = await readSignIns(ports.session);
  // Realms mostly share a host.
  const origins = new Set([issuer, ...begun.map((one) => one.issuer)].map(originOf));
  const tabs = await Promise.all([...origins].map((origin) => tabsAt(origin, ports)));
  const waiting = tabs
    .flat()
    .flatMap(({ tabId, address }) => [
      URL.parse(address)?.searchParams.get('redirect_uri') ?? '',
      ...begun.filter((one) => one.tabId === tabId).map(({ redirectUri }) => redirectUri),
    ]);
  const begunAt = waiting.map((back) => URL.parse(back)?.origin);
  return ({ origin }) => begunAt.includes(origin);
}

function tabsAt(origin: string, { siteData }: AskPorts): Promise<AppTab[]> {
  return siteData.tabs(origin).catch(() => []);
}

async function askApp(act: AppAct, app: Asked, ports: AskPorts): Promise<void> {
  if (!(await ports.siteData.mayAsk(app.origin))) return;
  const at = ports.moments.next();
  const { is: says, cause } = await answerOf(app, ports);
  // At most one of several stands at the root, and the others' cookies may not even go there.
  const is = says === 'out' && app.several ? 'does-not-tell' : says;
  act.add({ f: 'app', at, app, is, ...(cause && { cause }) });
  // What it holds at the realm works without the browser, whatever it answers there.
  if (is === 'out' && hasOfflineAccess(act, app)) act.add({ f: 'app', app, is: 'acts' });
}

type Answered = { is: 'out' | 'in' | 'does-not-tell'; cause?: Failure };

async function answerOf({ origin, page }: Asked, ports: AskPorts): Promise<Answered> {
  const work = (signal: AbortSignal) => askBoth(origin, page, signal, ports);
  try {
    return { is: await withSignal(ports.clock, LIMITS.askApp, 'app', work) };
  } catch (error) {
    const code = error instanceof StepError && error.code === 'timed-out' ? 'timed-out' : 'app-unreachable';
    return { is: 'does-not-tell', cause: { code, details: [new URL(origin).host] } };
  }
}

/**
 * An app below a path may have its cookie go there alone, and the root of its origin send everybody to a sign-in: it is out by its own page
 * only. A cookie that goes along in its own site's pages alone does not go along with a visit from here.
 */
async function askBoth(
  origin: string,
  page: string | undefined,
  signal: AbortSignal,
  ports: AskPorts,
): Promise<Answered['is']> {
  const atRoot = await ask(`${origin}/`, signal, ports);
  const is = atRoot === 'out' && page ? await ask(page, signal, ports) : atRoot;
  return is === 'out' && (await ports.siteData.hasPartitioned(origin)) ? 'does-not-tell' : is;
}

/** Without cookies first: with them a server may begin a session, by which the next visit would differ. */
async function ask(address: string, signal: AbortSignal, { hop }: AskPorts): Promise<Answered['is']> {
  const visit = (at: string, credentials: RequestCredentials): Promise<AppAnswer> =>
    hop(at, { credentials, signal, headers: { Accept: 'text/html' } });
  const pair = async (): Promise<Pair> => [await visit(address, 'omit'), await visit(address, 'include')];
  const first = await pair();
  const said = readAppAnswers(address, ...first);
  // A page that greets everybody differently, or says once that a session has ended, is no proof that somebody is in.
  if (said.is === 'in') return inTwice(address, first, await pair());
  if (said.is !== 'ask') return said.is;
  return ofRealm(said.further) ?? readSignInPage(said.further, await visit(said.further, 'include'));
}

type Pair = [stranger: AppAnswer, person: AppAnswer];

/** What an app says that has let the person in once: the same, where it does so again and answers strangers alike. */
function inTwice(address: string, [stranger]: Pair, again: Pair): Answered['is'] {
  const areStrangersAlike = readAppAnswers(address, stranger, again[0]).is !== 'in';
  return areStrangersAlike && readAppAnswers(address, ...again).is === 'in' ? 'in' : 'does-not-tell';
}

/** What it says that an app leads to a Keycloak on its own host; a visit there would begin a sign-in. Undefined for any other page. */
function ofRealm(address: string): 'out' | 'does-not-tell' | undefined {
  const issuer = issuerOfPage(address);
  if (!issuer) return undefined;
  return address.startsWith(`${issuer}/protocol/`) ? 'out' : 'does-not-tell';
}
