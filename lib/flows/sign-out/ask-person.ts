import { StepError } from '../../errors/step-error.ts';
import { type Discovery, endSessionEndpoint } from '../../protocol/discovery.ts';
import { endSessionUrl } from '../../protocol/end-session.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { discover } from '../op/discover.ts';
import { finishInTab, openEndTab, openPlainEndTab } from './end-in-tab.ts';
import type { Job } from './report.ts';
import type { ResultPage } from './result-page.ts';
import type { Outcome } from './verify.ts';

/**
 * The last resort where no id_token could be had: the OP asks the person, in a tab. What cannot be proven then is said,
 * with the reason why adopting failed.
 * @param reason why the session could not be adopted.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2 (`client_id` without a hint)
 */
export async function askPerson(
  job: Job,
  reason: StepError,
  page: ResultPage,
  ports: Ports,
): Promise<Outcome> {
  const op = await discover(job.realm.issuer, ports);
  const asks = await asksWithClientId(op, job, ports);
  page.taken();
  const tabId = asks ? await openEndTab(op, job, null, ports) : await openPlainEndTab(op, job, ports);
  const outcome = await finishInTab(job, tabId, ports);
  const failure = { code: reason.code, details: reason.details };
  return outcome.failure?.code === 'still-signed-in' ? outcome : { ...outcome, failure };
}

/** An OP that does not know the client, or its address, refuses the question; the same request without a window tells. */
async function asksWithClientId(op: Discovery, job: Job, ports: Ports): Promise<boolean> {
  const url = endSessionUrl(endSessionEndpoint(op), {
    clientId: job.realm.clientId,
    redirect: { uri: ports.addresses.postLogoutTabUri, state: ports.secret() },
  });
  const answer = await ports.webAuth.ask({ url, interactive: false, limitMs: LIMITS.request });
  if (!answer.ok && answer.failure === 'timed-out')
    throw new StepError('timed-out', ['end-session'], answer.cause);
  return answer.ok || answer.failure === 'needs-person';
}
