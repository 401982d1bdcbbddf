import type { RealmStatus } from '../../contract/status.ts';
import { ignore } from '../../errors/ignore.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import { accountConsole } from '../../keycloak/account-pages.ts';
import type { Realm } from '../../settings/schema.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { writeStatus } from '../kernel/records.ts';
import type { Session } from '../kernel/sessions.ts';
import { adopt, rememberSession } from '../op/adopt.ts';
import { authorize } from '../op/authorize.ts';
import { failureThrough, isQuestionAll, type OpHandle, openOp, throughBuiltIn } from '../op/handle.ts';
import { askQuestion } from '../op/question.ts';
import { takeStock } from '../op/stock.ts';

/**
 * Signs a person in and says so in the realm's status. Does nothing while the realm is being signed in or out.
 * @throws {StepError} what signing in throws, once the status says it.
 */
export async function signInAndReport(realm: Realm, ports: Ports): Promise<void> {
  const lock = ports.locks.signIn(realm.id);
  if (!lock) return;
  const at = ports.clock.now();
  const write = (status: RealmStatus) => writeStatus(ports.session, realm.id, status);
  try {
    await write({ state: 'working', step: 'signing-in', worker: ports.worker });
    const session = await signIn(realm, ports);
    const person = session && { userName: session.userName, since: session.since };
    if (lock.isCurrent()) await write({ state: 'signed-in', ...person });
    await noteSignIn(realm, session, at, ports).catch(ignore);
  } catch (error) {
    if (lock.isCurrent()) await write({ state: 'failed', failure: failureOf(error) });
    throw error;
  } finally {
    lock.end();
  }
}

function noteSignIn(
  { label }: Realm,
  session: Session | null,
  at: number,
  { activity, clock, secret }: Ports,
): Promise<void> {
  const user = session?.userName;
  const realms = [{ label, ...(user && { user }) }];
  return activity.add({ kind: 'sign-in', id: secret(), at, by: 'popup', realms, tookMs: clock.now() - at });
}

/**
 * Signs a person in to a realm. It asks silently first: who is signed in already needs no window, and a client that is
 * set up wrong is named instead of leaving the person in front of the OP's error page.
 * @returns null where nobody's name may be asked for through the built-in client.
 * @throws {StepError} `window-closed`, `timed-out` and what asking and exchanging throw.
 * @see OpenID Connect Core 1.0, section 3.1
 */
async function signIn(realm: Realm, ports: Ports): Promise<Session | null> {
  const { op, session: found } = await adoptThroughAny(await openOp(realm, ports), ports);
  const session =
    found ?? (await (op.clients[0].kind === 'built-in' ? inTab(op, ports) : inWindow(op, ports)));
  if (session) await takeStock(op, session, ports);
  return session;
}

type Adopted = { op: OpHandle; session: Session | null };

/** Where the first client is refused, the built-in one is asked. */
async function adoptThroughAny(op: OpHandle, ports: Ports): Promise<Adopted> {
  if (isQuestionAll(op)) return { op, session: null };
  try {
    return { op, session: await adopt(op, ports) };
  } catch (error) {
    const next = await throughBuiltIn(op, error, ports);
    if (next) return adoptThroughAny(next, ports);
    const { code, details } = failureThrough(op, error);
    throw new StepError(code, details, error);
  }
}

async function inWindow(op: OpHandle, ports: Ports): Promise<Session> {
  const answer = await authorize(op, 'interactive', ports);
  if (!answer) throw new TypeError('an interactive request cannot answer login_required');
  // A window shows nobody who has answered in it; asked once more without one, the OP may be seen to.
  const seen = answer.isOwn ? null : await adopt(op, ports);
  return seen ?? rememberSession(op, answer, ports);
}

/**
 * The built-in client leads to nobody but its account console, so the person signs in there. Each page that loads in its tab may be
 * the one after the form.
 */
async function inTab(op: OpHandle, ports: Ports): Promise<Session | null> {
  const opened = ports.tabs.open(accountConsole(op.metadata.issuer));
  const tabId = await withLimit(ports.clock, LIMITS.tabOpens, 'tab', opened);
  const until = ports.clock.now() + LIMITS.signInWindow;
  for (;;) {
    // The clock may have been put back since.
    const left = Math.min(until - ports.clock.now(), LIMITS.signInWindow);
    const event = await ports.tabEvents.next(tabId, ['loaded', 'closed'], left);
    if (event === 'closed') throw new StepError('window-closed');
    if (event === null) throw new StepError('timed-out', ['sign-in', `${LIMITS.signInWindow / 1000} s`]);
    const { who } = await askQuestion(op, ports);
    if (isQuestionAll(op)) {
      if (who === 'somebody') return null;
    } else if (who !== 'nobody') {
      const session = await adopt(op, ports);
      if (session) return session;
    }
  }
}
