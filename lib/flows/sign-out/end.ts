import { traitsOf } from '../../errors/failure.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import { endSessionEndpoint } from '../../protocol/discovery.ts';
import { type Fact, type LandingKind, type Sid, UNNAMED } from '../../verdict/facts.ts';
import {
  deedsOf,
  endTriesOf,
  factsOf,
  isEnded,
  isSomebodyUnnamed,
  lastWho,
  sidsOf,
} from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession } from '../kernel/sessions.ts';
import type { OpHandle } from '../op/handle.ts';
import type { RealmSignOut } from './act.ts';
import { endElsewhere, isToEndElsewhere } from './devices.ts';
import { isWord } from './ending.ts';
import { noteQuestion } from './note-question.ts';
import { noteToken } from './note-token.ts';
import { byAccount } from './ways/by-account.ts';
import { byFetch } from './ways/by-fetch.ts';
import { byIdentity } from './ways/by-identity.ts';
import { byQuestion } from './ways/by-question.ts';
import { inTab } from './ways/in-tab.ts';
import type { EndWay, Target } from './ways/way.ts';

/** The ways of ending a session, the quickest and least visible first. */
const WAYS: readonly EndWay[] = [byFetch, byIdentity, byQuestion, byAccount, inTab];

/** Ends every session that was found, by the first way that works; no way is tried twice for the same session. */
export async function end(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<void> {
  const targets = await targetsOf(op, act, ports);
  for (const target of targets) {
    if (act.asked.otherDevices && isToEndElsewhere(act, target, targets))
      await endElsewhere(op, act, target, ports);
    await endOne(op, act, target, ports);
  }
  await confirmEnds(op, act, ports);
}

/**
 * Where no answer may be read, whether a remembered session has ended is told by its token alone, and an expired one says nothing. Once
 * nobody is in the browser its hint can be sent by the browser's own way: to be led back is the OP's word for exactly that session.
 */
async function confirmEnds(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<void> {
  if (await ports.access.hasHost(endSessionEndpoint(op.metadata))) return;
  const open = sidsOf(act.facts).filter((sid) => !isEnded(act.facts, sid));
  // Who has just not answered the question will not answer it now.
  const isSilent = lastWho(act.facts)?.cause !== undefined;
  if (open.length === 0 || isSilent) return;
  const { who } = await noteQuestion(op, act, ports);
  if (who !== 'nobody') return;
  for (const sid of open) {
    const session = await readSession(ports.session, op.realm.id, sid);
    const target = { sid, session, inBrowser: true, asked: true };
    if (!wasTried(act, byIdentity, sid)) await byIdentity.end(op, act, target, ports);
  }
}

/** The browser's own session goes last, so that its cookies are there as long as anything may need them. */
async function targetsOf(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<Target[]> {
  const current = factsOf(act.facts, 'session').findLast(({ from }) => from === 'browser');
  const unnamed = isSomebodyUnnamed(act.facts);
  const wanted = sidsOf(act.facts).filter((sid) => !isEnded(act.facts, sid) || !wasEndTried(act.facts, sid));
  const targets = await Promise.all(
    wanted.map(async (sid): Promise<Target> => {
      const session = await readSession(ports.session, op.realm.id, sid);
      const inBrowser = sid === current?.sid && !unnamed && !isBeside(act, sid) && !isEnded(act.facts, sid);
      return { sid, session, inBrowser, asked: !current?.reused };
    }),
  );
  const named = targets.sort((a, b) => Number(a.inBrowser) - Number(b.inBrowser));
  return unnamed || isUnknown(act)
    ? [...named, { sid: UNNAMED, session: null, inBrowser: true, asked: true }]
    : named;
}

/**
 * A refused token is a sign and no deed: Keycloak says the same where only this client's part of a session has gone, and the session
 * lives on for other apps. Its own hint ends it without a cookie, and harms nothing where there is none.
 */
function wasEndTried(facts: readonly Fact[], sid: Sid): boolean {
  return endTriesOf(facts).some(({ key }) => key === sid);
}

/**
 * The browser's cookie is another session's by now: with it along, Keycloak would end the hint's and clear the cookies of the other,
 * which would live on unseen.
 */
function isBeside({ facts }: RealmSignOut, sid: Sid): boolean {
  return factsOf(facts, 'cookie').findLast((fact) => fact.sid === sid)?.is === 'other';
}

/** Nobody could say who is there: the OP itself may still ask the person. */
function isUnknown({ facts }: RealmSignOut): boolean {
  const last = lastWho(facts);
  if (last?.who === 'nobody') return last.by === 'prompt-none' && isAsking(facts);
  return (
    last?.who === 'unanswered' &&
    factsOf(facts, 'failed').some(({ cause }) => traitsOf(cause.code).personCanEnd)
  );
}

/** A page, and a `login_required` that may be said to everybody: Keycloak asks whoever is there, without a name for them. */
function isAsking(facts: readonly Fact[]): boolean {
  const question = factsOf(facts, 'browser').findLast(({ by }) => by === 'question');
  return question?.page === true && factsOf(facts, 'recognises').length === 0;
}

async function endOne(op: OpHandle, act: RealmSignOut, target: Target, ports: Ports): Promise<void> {
  for (const way of WAYS) {
    if (wasTried(act, way, target.sid)) continue;
    const landing = await way.end(op, act, target, ports);
    if (isWord(landing)) return noteUnnamed(op, act, target);
    if (landing && !(await mayGoOn(op, act, target, landing, ports))) return;
  }
}

/** Which apps a session held that has ended without a name nobody can say. */
async function noteUnnamed({ metadata }: OpHandle, act: RealmSignOut, { sid }: Target): Promise<void> {
  if (sid === UNNAMED && isKeycloak(metadata)) act.add({ f: 'details-untold', sid });
}

function wasTried({ facts }: RealmSignOut, { name }: EndWay, sid: Sid): boolean {
  const tries = deedsOf(facts).filter(({ way, key }) => way === name && key === sid);
  return tries.some(({ landing }) => landing !== 'under-way' && !mayRepeat(name, sid, landing));
}

/**
 * What the OP called ended and whose token it has accepted since is ended once more: another request was using it at that moment.
 * Nobody is asked twice.
 */
function mayRepeat(way: EndWay['name'], sid: Sid, landing: LandingKind): boolean {
  return sid !== UNNAMED && way !== 'tab' && isWord(landing);
}

/**
 * A landing that says nothing may have ended the session all the same; and a server that answers neither that nor what its token is
 * will answer nothing else.
 */
async function mayGoOn(
  op: OpHandle,
  act: RealmSignOut,
  { session }: Target,
  landing: LandingKind,
  ports: Ports,
): Promise<boolean> {
  if (!session) return true;
  const { is } = await noteToken(op, act, session, ports);
  const silent =
    (landing === 'timed-out' || landing === 'unreadable') && is === 'unclear' && !session.revoked;
  return is !== 'refused' && !silent;
}
