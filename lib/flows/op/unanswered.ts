import { asStepError, failureOf, StepError } from '../../errors/step-error.ts';
import { discoveryUrl } from '../../protocol/discovery.ts';
import { readNetworkError } from '../../protocol/network-error.ts';
import { LIMITS, withSignal } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';

/** What finding out takes. */
export type ReachPorts = Pick<Ports, 'access' | 'clock' | 'reach'>;

/**
 * Says why a request got no answer that may be read. A browser shows of it nothing but that it failed: a server lets nobody read its answer
 * for a realm that it does not have, and neither does a proxy that answers in its place.
 * @param url what was asked.
 * @param step named in the failure's details.
 * @param cause what was thrown; what has a code already is given back.
 */
export async function explainSilence(
  url: string,
  step: string,
  cause: unknown,
  ports: ReachPorts,
): Promise<StepError> {
  if (cause instanceof StepError) return cause;
  const { origin } = new URL(url);
  try {
    const said = await withSignal(ports.clock, LIMITS.request, step, (signal) => ports.reach(url, signal));
    if (said !== null) return new StepError(readNetworkError(said), [origin, ...(said ? [said] : [])], cause);
    const mayRead = await ports.access.hasHost(url);
    return new StepError(mayRead ? 'server-unreachable' : 'answer-unreadable', [origin, step], cause);
  } catch (error) {
    return asStepError(failureOf(error), cause);
  }
}

/**
 * The same for a request in the browser's own session, which is not sent again without it: whether the server is there is asked where
 * everybody may ask.
 */
export function explainUnseen(
  issuer: string,
  step: string,
  cause: unknown,
  ports: ReachPorts,
): Promise<StepError> {
  return explainSilence(discoveryUrl(issuer), step, cause, ports);
}
