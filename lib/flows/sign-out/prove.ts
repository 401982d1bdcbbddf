import { failureOf } from '../../errors/step-error.ts';
import { sidsOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession } from '../kernel/sessions.ts';
import { authorize } from '../op/authorize.ts';
import { failureThrough, isQuestionAll, type OpHandle } from '../op/handle.ts';
import { askQuestion, isDeaf } from '../op/question.ts';
import { type RealmSignOut, withProgress } from './act.ts';
import { askApps } from './ask-apps.ts';
import { noteAllRemembered } from './find.ts';
import { noteToken } from './note-token.ts';
import { checkProviders } from './providers.ts';
import type { Together } from './together.ts';

/**
 * Asks what is so after the last deed: whether anybody is in the browser, whether the token of every session that was found is
 * refused, who is still in at the identity providers, and whether each app still lets the person in. It changes nothing, so it comes last;
 * what it means is the judge's.
 */
export async function prove(
  op: OpHandle,
  act: RealmSignOut,
  together: Pick<Together, 'whenAllEnded'>,
  ports: Ports,
): Promise<void> {
  // One after the other: Keycloak keeps one sign-in per browser in a cookie, and the question would take a provider's away.
  const browser = askBrowser(op, act, ports).then(() => checkProviders(op, act, ports));
  const work = Promise.all([browser, askSessions(op, act, ports), askApps(act, together, ports)]);
  await withProgress(act, 'verifying', work, ports);
  act.add({ f: 'proved' });
}

/** A look that was under way when the sign-out began may have adopted one more. */
async function askSessions(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<void> {
  await noteAllRemembered(op, act, ports);
  await Promise.all(sidsOf(act.facts).map((sid) => askSession(op, act, sid, ports)));
}

async function askSession(op: OpHandle, act: RealmSignOut, sid: string, ports: Ports): Promise<void> {
  const session = await readSession(ports.session, op.realm.id, sid);
  if (session) await noteToken(op, act, session, ports);
  else act.add({ f: 'token', sid, is: 'unclear' });
}

/** The question that names no session goes first: it signs nobody in. What it leaves open `prompt=none` may answer. */
async function askBrowser(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<void> {
  const at = ports.moments.next();
  const { who, cause } = await askQuestion(op, ports).catch((error) => ({
    who: 'unanswered' as const,
    cause: failureOf(error),
  }));
  act.add({ f: 'browser', at, who, by: 'question', ...(cause && { cause }) });
  if (who !== 'unanswered' || isDeaf(cause) || isQuestionAll(op)) return;
  await askSilently(op, act, ports);
}

/** The code that it may answer with is left to expire. */
async function askSilently(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<void> {
  const at = ports.moments.next();
  try {
    const who = (await authorize(op, 'silent', ports)) ? 'somebody' : 'nobody';
    act.add({ f: 'browser', at, who, by: 'prompt-none' });
  } catch (error) {
    act.add({ f: 'browser', at, who: 'unanswered', by: 'prompt-none', cause: failureThrough(op, error) });
  }
}
