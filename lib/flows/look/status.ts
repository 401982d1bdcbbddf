import type { RealmStatus } from '../../contract/status.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Fact } from '../../verdict/facts.ts';
import { isOut, judge } from '../../verdict/judge.ts';
import { factsOf, lastFailure, sidsOf, tokenOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession } from '../kernel/sessions.ts';
import { appsOfRealm } from '../sign-out/app-refs.ts';

/**
 * What a look's facts come to, as a row of the popup says it. The last sign-out's verdict stands as long as what is found agrees
 * with it.
 * @param known what was said until now.
 */
export async function statusAfterLook(
  realm: Realm,
  known: RealmStatus,
  facts: readonly Fact[],
  ports: Pick<Ports, 'session'>,
): Promise<RealmStatus> {
  const { is, failure } = judge(facts, { otherDevices: false });
  const session = factsOf(facts, 'session').findLast(({ from }) => from === 'browser');
  if (session) {
    const details = (await readSession(ports.session, realm.id, session.sid))?.details;
    const { user: userName, since } = session;
    const apps = appsOfRealm(details, realm.apps);
    return { state: 'signed-in', userName, since, ...(details && { details }), apps };
  }
  if (is === 'somebody') {
    const apps = appsOfRealm(undefined, realm.apps);
    return { state: 'signed-in', ...(isSettled(facts) && failure && { failure }), apps };
  }
  // A sign-out ends that one too, so the row says that there is something to end.
  if (isNobody(facts) && isAnyAlive(facts))
    return { state: 'unknown', verdict: 'not-proven', ...(failure && { failure }) };
  if (isNobody(facts)) return isLeftOpen(known, facts) ? stillUnproven(known) : outAgain(known);
  const cause = lastFailure(facts);
  if (!cause) return isSettled(facts) ? { state: 'unknown' } : known;
  return { ...person(known), state: 'failed', failure: cause };
}

/** Whether the OP has been asked by name too: until then nothing is missing. */
function isSettled(facts: readonly Fact[]): boolean {
  return factsOf(facts, 'browser').some(({ by }) => by === 'prompt-none');
}

/** Nobody is in the browser; a remembered session that lives on at the server is another matter, and the sign-out's. */
function isNobody(facts: readonly Fact[]): boolean {
  const inBrowser = facts.filter((fact) => fact.f === 'browser' || fact.f === 'recognises');
  return isOut(judge(inBrowser, { otherDevices: false }).is);
}

/** The browser's cookies may be gone, and the session that is remembered lives on. */
function isAnyAlive(facts: readonly Fact[]): boolean {
  return sidsOf(facts).some((sid) => tokenOf(facts, sid)?.is === 'accepted');
}

/** A sign-out that could not be proven stays so while nothing says that the sessions that it left have ended. */
function isLeftOpen({ verdict }: RealmStatus, facts: readonly Fact[]): boolean {
  if (!verdict || isOut(verdict)) return false;
  return sidsOf(facts).some((sid) => tokenOf(facts, sid)?.is !== 'refused');
}

function stillUnproven({ checking: _, worker: __, ...known }: RealmStatus): RealmStatus {
  return { ...known, state: 'unknown' };
}

function outAgain({ state, verdict, tookMs, failure, runId }: RealmStatus): RealmStatus {
  if (state !== 'signed-out' || !verdict) return { state: 'signed-out' };
  return {
    state: 'signed-out',
    verdict,
    ...(tookMs !== undefined && { tookMs }),
    ...(failure && { failure }),
    ...(runId && { runId }),
  };
}

function person({ userName, since }: RealmStatus): Partial<RealmStatus> {
  return { ...(userName && { userName }), ...(since && { since }) };
}
