import type { Failure } from '../errors/failure.ts';
import type { Provider } from '../keycloak/account.ts';
import type { AppRef, AppState, Asked, At, Deed, Fact, FactOf, Sid } from './facts.ts';
import { anybodyFound } from './presence.ts';
import { detailsOf, devicesFactOf, endTriesOf, factsOf, lastDeedOf, lastEndingOf } from './reading.ts';

/**
 * How an app stands: asked and `out`; `cleared` in this browser, with nothing of it left; not known to be either; asked, and it
 * still lets the person in.
 */
export type AppStanding = 'out' | 'cleared' | 'unknown' | 'open';

/** Whether there is nothing left to do about an app. */
export function isAppDone({ state }: Pick<AppVerdict, 'state'>): boolean {
  return state === 'out' || state === 'cleared';
}

/** What became of an app, in the order in which it happened, and how it stands. */
export type AppVerdict = AppRef & { marks: AppState[]; state: AppStanding; cause?: Failure };

/**
 * Whether the person is signed in at an identity provider of the realm. `endPage` is that one's own sign-out page; `origin` is where it
 * could be asked, were its host allowed.
 */
export type ProviderVerdict = Provider & { is: 'in' | 'out' | 'unknown'; endPage?: string; origin?: string };

/** What became of the person's sessions on other devices, where they were to end. */
export type DevicesVerdict = { ended: boolean; count: number; cause?: Failure };

/** What stands beside the sessions of a realm. */
export type BesideVerdict = { apps: AppVerdict[]; providers: ProviderVerdict[]; devices?: DevicesVerdict };

/**
 * Says what a realm's facts mean for all that stands beside its sessions: a part of `judge`, for pages that show no more.
 * @param facts oldest first.
 * @param asked what was to be done.
 * @param lastDeed the moment of the last deed, of this realm and of those that share a host or an app with it.
 */
export function judgeBeside(
  facts: readonly Fact[],
  asked: Pick<Asked, 'otherDevices'>,
  lastDeed: At,
): BesideVerdict {
  return {
    apps: appVerdicts(facts, lastDeed),
    providers: providerVerdicts(facts),
    ...devicesOf(facts, asked),
  };
}

/** What leaves an app not known to be out although its data was cleared. */
const LEFT: readonly AppState[] = [
  'not-cleared',
  'not-allowed',
  'kept-away',
  'left-over',
  'kept-open',
  'unsettled',
  'acts',
];

/** What an app itself has answered. */
const ANSWERS: readonly AppState[] = ['out', 'in', 'does-not-tell'];

/** What may let the person in, or act for them, although the app's server has asked for a sign-in. */
const STILL_THERE: readonly AppState[] = ['kept-open', 'unsettled', 'acts'];

/**
 * Every app of the sessions that were found and every app that was seen to, each once.
 * @param lastDeed the moment of the last deed: what an app answered before it proves nothing.
 */
export function appVerdicts(facts: readonly Fact[], lastDeed: At = lastDeedOf(facts)): AppVerdict[] {
  const apps = new Map<string, AppVerdict>();
  const seen = (app: AppRef): AppVerdict => {
    const known = apps.get(app.key) ?? { ...app, marks: [], state: 'unknown' };
    apps.set(app.key, known);
    return known;
  };
  for (const { apps: inSession } of factsOf(facts, 'details'))
    for (const app of inSession) mark(seen(app), 'in-session');
  for (const { app, is, cause } of factsOf(facts, 'app')) {
    const known = seen(app);
    // What the person calls it goes before what the realm does.
    if (is === 'cleared') known.name = app.name;
    mark(known, is);
    // Why it does not answer is no reason for what was done, or not.
    if (cause && !(known.cause && ANSWERS.includes(is))) known.cause = cause;
  }
  const since = lastEndingOf(facts);
  const late = factsOf(facts, 'app').filter(({ at }) => at > since);
  return [...apps.values()].map((one) => ({
    ...one,
    state: stateOf(
      late.filter(({ app }) => app.key === one.key),
      lastDeed,
    ),
  }));
}

/**
 * By what was seen of an app since the last session ended: over a live one it comes back. What it answers itself goes before all else.
 */
function stateOf(late: readonly FactOf<'app'>[], lastDeed: At): AppStanding {
  const marks = late.map(({ is }) => is);
  const answer = late.findLast(isAnswer);
  if (answer?.is === 'in') return 'open';
  if (answer?.is === 'out' && answer.at > lastDeed)
    return marks.some((one) => STILL_THERE.includes(one)) ? 'unknown' : 'out';
  return marks.includes('cleared') && !marks.some((one) => LEFT.includes(one)) ? 'cleared' : 'unknown';
}

function isAnswer({ is }: FactOf<'app'>): boolean {
  return ANSWERS.includes(is);
}

/**
 * Whether it is not known what some session held: its realm has not told it, neither then nor before, or not all of it, as what kept
 * it from ending the session has no name.
 */
export function areAppsUntold(facts: readonly Fact[]): boolean {
  const told = [...factsOf(facts, 'details'), ...factsOf(facts, 'details-untold')];
  return told.some(({ sid }) => {
    const details = detailsOf(facts, sid);
    if (!details || details.partly) return true;
    return !details.apps.length && isKeptByUnnamed(facts, sid);
  });
}

/** What says nothing of anything that keeps a session: not over yet, or Keycloak asks. */
const NOTHING_IN_THE_WAY: readonly Deed['landing'][] = ['under-way', 'page', 'needs-person'];

/**
 * Whether the account API had to end a session without apps that another way did not, and no provider was named that could have kept
 * it: one may be hidden from the person's account. A page is Keycloak's confirmation page, as where the browser holds another session.
 */
function isKeptByUnnamed(facts: readonly Fact[], sid: Sid): boolean {
  const tries = endTriesOf(facts).filter(
    ({ key, landing }) => key === sid && !NOTHING_IN_THE_WAY.includes(landing),
  );
  // The last, where there was another before.
  const [, last] = tries.slice(-2);
  return last?.way === 'account' && !providerVerdicts(facts).length;
}

/** Every identity provider of the sessions that were found, each once; one that nobody could ask is not known. */
export function providerVerdicts(facts: readonly Fact[]): ProviderVerdict[] {
  const named = factsOf(facts, 'details').flatMap(({ providers }) => providers);
  const asked = factsOf(facts, 'provider');
  const aliases = new Set([...named, ...asked].map(({ alias }) => alias));
  return [...aliases].map((alias) => {
    const last = asked.findLast((fact) => fact.alias === alias);
    const name = (last ?? named.find((one) => one.alias === alias))?.name ?? alias;
    const { is = 'unknown', endPage, origin } = last ?? {};
    return { alias, name, is, ...(endPage && { endPage }), ...(origin && { origin }) };
  });
}

function devicesOf(facts: readonly Fact[], asked: Pick<Asked, 'otherDevices'>): { devices?: DevicesVerdict } {
  if (!asked.otherDevices) return {};
  const last = devicesFactOf(facts);
  const others = Math.max(0, ...factsOf(facts, 'details').map(({ devices }) => devices));
  if (last) {
    const { ended, count, cause } = last;
    return { devices: { ended, count, ...(cause && { cause }) } };
  }
  return anybodyFound(facts) ? { devices: { ended: false, count: others } } : {};
}

/** Of what an app answers the last word counts. */
function mark(app: AppVerdict, state: AppState): void {
  if (ANSWERS.includes(state)) app.marks = app.marks.filter((one) => !ANSWERS.includes(one));
  if (!app.marks.includes(state)) app.marks.push(state);
}
