import type { RealmStatus } from '../../../lib/contract/status.ts';
import type { Ports } from '../../../lib/flows/kernel/ports.ts';
import { SESSION, type Session } from '../../../lib/flows/kernel/sessions.ts';
import { lookAtAll } from '../../../lib/flows/look/look.ts';
import { signInAndReport } from '../../../lib/flows/sign-in/sign-in.ts';
import { isOut } from '../../../lib/verdict/judge.ts';
import { type Act, isSignOut, type Seen } from '../../support/faults/ending.ts';
import { headlineIn, lastRun, startSignOut, statusOf } from '../flows/sign-out/kit.ts';
import { settle, type World } from '../world.ts';

/** What has been done before an act begins. */
export async function prepare(world: World, ports: Ports, act: Act): Promise<void> {
  if (act === 'sign out after a look') await settle(world, lookAtAll(realmsOf(world), ports));
}

/** Begins what a person does; what a flow refuses stands in the realm's row. */
export async function begin(world: World, ports: Ports, act: Act): Promise<void> {
  const realms = realmsOf(world);
  if (act === 'look') await lookAtAll(realms, ports).catch(() => undefined);
  else if (act === 'sign in') await Promise.allSettled(realms.map((realm) => signInAndReport(realm, ports)));
  else
    await startSignOut(world, ports).then(
      ({ done }) => done,
      () => undefined,
    );
}

function realmsOf({ ops }: World) {
  return ops.map(({ realm }) => realm);
}

/** Reads what pages show of an act, and asks the server. */
export function see(world: World, act: Act): Seen {
  const facts = { lives: livesHere(world), isForgotten: isForgotten(world) };
  const status = (statusOf(world) ?? { state: 'unknown' }) as RealmStatus;
  return { ...(isSignOut(act) ? seenOnPage(world, status) : seenInRow(status)), ...facts };
}

type Shown = Omit<Seen, 'lives' | 'isForgotten'>;

function seenOnPage(world: World, status: RealmStatus): Shown {
  const run = lastRun(world);
  // Where nothing of it could be stored there is nothing to show, and the row in the popup says all there is.
  const row = run?.rows[0];
  if (!row) return { ...seenInRow(status), isGreen: false };
  const headline = headlineIn(run) ?? '-';
  const { is, failure } = row.verdict;
  return {
    works: row.step !== undefined || status.state === 'working',
    says: isOut(is) ? 'out' : 'neither',
    isGreen: headline === 'signed-out' || headline === 'nothing',
    cause: failure?.code ?? null,
    words: wordsOf(headline, failure),
  };
}

function seenInRow({ state, checking, failure }: RealmStatus): Shown {
  return {
    works: state === 'working' || checking === true,
    says: state === 'signed-in' ? 'in' : state === 'signed-out' ? 'out' : 'neither',
    isGreen: false,
    // A row that says that it does not know has said it.
    cause: failure?.code ?? (state === 'unknown' ? state : null),
    words: wordsOf(state, failure),
  };
}

function wordsOf(what: string, failure: RealmStatus['failure']): string {
  return failure ? `${what} (${[failure.code, ...failure.details].join(', ')})` : what;
}

/** Whether a session lives that is in this browser, or that is remembered. */
function livesHere({ ops, records }: World): boolean {
  return ops.some(({ alive, cookie }) => {
    const known = [...sessionsIn(records).map(({ sid }) => sid), cookie];
    return [...alive].some((sid) => known.includes(sid));
  });
}

/** Whether one that lives is taken to be proven to have ended. */
function isForgotten({ ops, records }: World): boolean {
  const ended = sessionsIn(records).filter(({ endedIn }) => endedIn !== undefined);
  return ended.some(({ sid }) => ops.some(({ alive }) => alive.has(sid)));
}

function sessionsIn(records: World['records']): Session[] {
  return [...records].flatMap(([key, value]) => (key.startsWith(SESSION) ? [value as Session] : []));
}
