import { type Failure, type FailureCode, traitsOf } from '../errors/failure.ts';
import { areAppsUntold, type BesideVerdict, type DevicesVerdict, isAppDone, judgeBeside } from './beside.ts';
import { type Asked, type At, type Fact, type Sid, UNNAMED } from './facts.ts';
import { anybodyFound, isNamed, presenceAfter } from './presence.ts';
import {
  deedsOf,
  endsOf,
  factsOf,
  hasWordFor,
  isAccountedFor,
  lastDeedOf,
  lastFailure,
  sidsOf,
  tokenOf,
  wasAccepted,
} from './reading.ts';

/**
 * What a realm's facts come to. `signed-out`: every session that was known is refused, and nobody is in the browser.
 * `nothing`: nobody was there to begin with. `not-proven`: nothing says that a session lives, and not all is proven.
 * `may-remain`: the session that was found could not be ended. `somebody`: the OP says that somebody is signed in.
 * `again`: somebody has come in since a session was ended here, without a person's doing.
 */
export type RealmVerdict = 'signed-out' | 'nothing' | 'not-proven' | 'may-remain' | 'somebody' | 'again';

/** A realm's verdict, with all that is to be said of it. Only `judge` makes one. */
export type Verdict = BesideVerdict & {
  is: RealmVerdict;
  /** Why it is not proven or what is left; beside a proof, what an admin should know. */
  failure?: Failure;
  /** Which apps a session held is not known, or not of every session. */
  appsUntold?: true;
};

/**
 * Says what a realm's facts mean; the one place that does. Pure: it asks nobody.
 * @param facts oldest first.
 * @param asked what was to be done.
 * @param lastDeed the moment of the last deed, of this realm and of those that share a host or an app with it.
 * @see README.md in this folder, which has the table
 */
export function judge(
  facts: readonly Fact[],
  asked: Pick<Asked, 'otherDevices'>,
  lastDeed: At = lastDeedOf(facts),
): Verdict {
  const { is, failure } = judgeSessions(facts, lastDeed);
  const beside = judgeBeside(facts, asked, lastDeed);
  const untold = is === 'signed-out' && areAppsUntold(facts) && { appsUntold: true as const };
  const met = untold ? lastFailure(facts) : undefined;
  const said = failure ?? devicesLeft(beside.devices) ?? noted(facts) ?? met;
  return { is, ...(said && { failure: said }), ...untold, ...beside };
}

/** What an admin should know beside a proof: what was noted, or a set-up that a step has met and another way has got past. */
function noted(facts: readonly Fact[]): Failure | undefined {
  const met = factsOf(facts, 'failed').findLast(({ cause }) => traitsOf(cause.code).help === 'test');
  return factsOf(facts, 'noted').at(-1)?.cause ?? met?.cause;
}

/** Whether a verdict lets a page say "You are signed out" as far as this realm goes. */
export function isProven({ is, apps, appsUntold, providers, devices }: Verdict): boolean {
  return (
    isOut(is) &&
    !appsUntold &&
    (devices?.ended ?? true) &&
    apps.every(isAppDone) &&
    providers.every((provider) => provider.is === 'out')
  );
}

/** Whether a realm's own sessions are proven to have ended, whatever became of apps, devices and identity providers. */
export function isOut(is: RealmVerdict): boolean {
  return is === 'signed-out' || is === 'nothing';
}

type Judged = { is: RealmVerdict; failure?: Failure };

function judgeSessions(facts: readonly Fact[], lastDeed: At): Judged {
  const presence = presenceAfter(facts, lastDeed);
  if (presence.who === 'somebody' || presence.who === 'unnamed') return somebody(facts, presence.who);
  if (factsOf(facts, 'given-up').length > 0) return unproven(facts, code('unfinished'));
  const left = sidsOf(facts).find((sid) => isAlive(facts, sid, lastDeed));
  if (left) return presence.who === 'nobody' ? unproven(facts, leftBehind(facts)) : mayRemain(facts);
  if (presence.who === 'unknown')
    return endsOf(facts).length > 0 || !mayLive(facts)
      ? unproven(facts, presence.cause)
      : mayRemain(facts, presence.cause);
  const open = sidsOf(facts).map((sid) => unprovenOf(facts, sid, lastDeed));
  const [why] = open.filter((one) => one !== null);
  if (why) return unproven(facts, code(why));
  if (isUnnamedLeft(facts)) return unproven(facts, code('not-proven'));
  return { is: anybodyFound(facts) ? 'signed-out' : 'nothing' };
}

function somebody(facts: readonly Fact[], who: 'somebody' | 'unnamed'): Judged {
  const firstEnd = endsOf(facts)[0]?.at ?? Number.POSITIVE_INFINITY;
  const found = factsOf(facts, 'session');
  const before = found.filter(({ at }) => at < firstEnd).map(({ sid }) => sid);
  // One that was there before has not come in again: it has not ended.
  const since = found.filter(({ from, sid }) => from === 'browser' && !before.includes(sid));
  if (since.length > 0) {
    const names = factsOf(facts, 'details').flatMap(({ providers }) => providers.map(({ name }) => name));
    return { is: 'again', failure: code('signed-in-again', [...new Set(names)]) };
  }
  // What kept the realm from saying who is there, or from ending anything, goes before the general word: it leads on.
  const isEnded = isNamed(facts) && endsOf(facts).length > 0;
  const cause = isEnded ? undefined : lastFailure(facts);
  return {
    is: 'somebody',
    failure: cause ?? (who === 'unnamed' ? unnamed(facts) : code('still-signed-in')),
  };
}

/** Whoever is there may have to sign in once more before the realm says who it is, or by a flow that never looks at the session. */
function unnamed(facts: readonly Fact[]): Failure {
  const isAsked = factsOf(facts, 'browser').some(({ by, who }) => by === 'prompt-none' && who === 'nobody');
  return code('somebody-unnamed', isAsked ? ['login_required'] : []);
}

/** A session that is left lets nobody in again as long as its account is shut out. */
function leftBehind(facts: readonly Fact[]): Failure {
  const shut = factsOf(facts, 'failed').findLast(({ cause }) => cause.code === 'account-disabled');
  return shut?.cause ?? code('session-left');
}

function isAlive(facts: readonly Fact[], sid: Sid, lastDeed: At): boolean {
  const token = tokenOf(facts, sid);
  return token?.is === 'accepted' && token.at > lastDeed;
}

/** Why a session is not proven to have ended; null where it is. */
function unprovenOf(facts: readonly Fact[], sid: Sid, lastDeed: At): FailureCode | null {
  const token = tokenOf(facts, sid);
  if (token?.is === 'refused' && token.at > lastDeed) return null;
  // No token of it can be tried: the OP's own word for exactly this session, asked for by its hint. A question names none.
  const isUntried = !wasAccepted(facts, sid) || token?.is === 'void';
  if (isUntried && hasWordFor(facts, sid)) return null;
  return token?.is === 'expired' ? 'token-expired' : 'not-proven';
}

/** Whoever the question found last, and who was neither named nor ended since, is not known to be out. */
function isUnnamedLeft(facts: readonly Fact[]): boolean {
  // A person was asked for whoever is there, and nothing has led back since.
  const asked = deedsOf(facts).some(({ way, key }) => way === 'tab' && key === UNNAMED);
  if (asked && !endsOf(facts).some(({ key }) => key === UNNAMED)) return true;
  const found = factsOf(facts, 'browser').findLast(({ by, who }) => by === 'question' && who === 'somebody');
  return found !== undefined && !isAccountedFor(facts, found.at);
}

/** Whether a session may live that nothing was heard of: one that was found, or one that was known of before. */
function mayLive(facts: readonly Fact[]): boolean {
  const unheard = sidsOf(facts).some((sid) => ['unclear', 'void'].includes(tokenOf(facts, sid)?.is ?? ''));
  return anybodyFound(facts) || unheard || factsOf(facts, 'seen').length > 0;
}

/** The reason that a step gave goes before the general one: it names what to do. */
function unproven(facts: readonly Fact[], general: Failure | undefined): Judged {
  const cause = lastFailure(facts) ?? general ?? code('not-proven');
  const kept = general && KEPT.includes(general.code) ? general : cause;
  return { is: 'not-proven', failure: kept };
}

/** What is said whatever a step has met. */
const KEPT: readonly FailureCode[] = ['session-left', 'account-disabled', 'unfinished', 'token-expired'];

function mayRemain(facts: readonly Fact[], cause?: Failure): Judged {
  return { is: 'may-remain', failure: lastFailure(facts) ?? cause ?? code('not-proven') };
}

function devicesLeft(devices: DevicesVerdict | undefined): Failure | undefined {
  return devices && !devices.ended ? (devices.cause ?? code('devices-left')) : undefined;
}

function code(name: FailureCode, details: string[] = []): Failure {
  return { code: name, details };
}
