import { StepError } from '../../errors/step-error.ts';
import { type Discovery, discoveryUrl, readDiscovery } from '../../protocol/discovery.ts';
import { parseJson } from '../../protocol/json.ts';
import { fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { KeyedArea, Ports } from '../kernel/ports.ts';

type DiscoveryPorts = Pick<Ports, 'clock' | 'fetch'> & { session: KeyedArea };

const KEY = 'discovery:';
const LIMIT = { limitMs: LIMITS.request, step: 'discovery' };

/**
 * What an OP says of itself: the kept answer of this browser session, else a fresh one.
 * @throws {StepError} as `askDiscovery`.
 */
export async function discover(issuer: string, ports: DiscoveryPorts): Promise<Discovery> {
  const key = KEY + issuer;
  const kept = (await ports.session.get([key]))[key] as Discovery | undefined;
  return kept ?? askDiscovery(issuer, ports);
}

/**
 * Asks an OP what it says of itself, and keeps the answer.
 * @throws {StepError} `server-unreachable`, `timed-out`, `not-a-realm`, `issuer-mismatch`.
 * @see OpenID Connect Discovery 1.0, section 4
 */
export async function askDiscovery(issuer: string, ports: DiscoveryPorts): Promise<Discovery> {
  const answer = await fetchDocument(issuer, ports);
  const op = readDiscovery(issuer, answer.ok ? parseJson(answer.body) : null);
  await ports.session.set({ [KEY + issuer]: op });
  return op;
}

/**
 * A server lets nobody read its answer for a realm that it does not have, so a failed request alone does not tell
 * whether there is a server. Asked without reading, one that is there answers.
 */
async function fetchDocument(issuer: string, ports: DiscoveryPorts): Promise<HttpResponse> {
  const init: RequestInit = {
    headers: { Accept: 'application/json' },
    credentials: 'omit',
  };
  const url = discoveryUrl(issuer);
  try {
    return await fetchText(url, init, LIMIT, ports);
  } catch (error) {
    if (error instanceof StepError) throw error;
    return await fetchText(url, { ...init, mode: 'no-cors' }, LIMIT, ports).catch((cause) => {
      throw new StepError('server-unreachable', [new URL(issuer).origin], cause);
    });
  }
}
