import { asStepError, StepError } from '../../errors/step-error.ts';
import { type ClientRepresentation, clientRepresentation } from '../../keycloak/client-representation.ts';
import {
  type Registered,
  type RegistrationRequest,
  readRegistered,
  registrationRequest,
} from '../../keycloak/registration.ts';
import { outageIn } from '../../protocol/answer.ts';
import { registrationEndpoint } from '../../protocol/discovery.ts';
import { parseJson } from '../../protocol/json.ts';
import type { Realm } from '../../settings/schema.ts';
import { fetchText } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Addresses, Ports } from '../kernel/ports.ts';
import { askDiscovery, type DiscoveryPorts } from '../op/discover.ts';
import { explainSilence } from '../op/unanswered.ts';
import { ownAddresses } from './own-addresses.ts';

type SetUpPorts = DiscoveryPorts & Pick<Ports, 'addresses'>;

/**
 * Registers this extension's client in a realm.
 * @param token the admin's initial access token: sent to the realm's registration endpoint once, kept nowhere.
 * @throws {StepError} as discovery; `no-registration`, `issuer-mismatch`, `access-missing`, `registration-origin-refused`,
 *   `client-exists`, `registration-refused`, or what keeps the server from answering.
 * @see RFC 7591 section 3; Keycloak, Securing applications, "Client registration service"
 */
export async function registerClient(realm: Realm, token: string, ports: SetUpPorts): Promise<Registered> {
  const op = await askDiscovery(realm.issuer, ports);
  const client = ownClient(realm.clientId, ports.addresses);
  const endpoint = registrationEndpoint(op);
  const request = registrationRequest(endpoint, client, await ports.access.hasHost(endpoint));
  await ports.access.ensurePost(op.issuer, request.url);
  return readRegistered(await post(request, token, ports), ports.addresses.webOrigin);
}

/** The client to register for this very installation. */
export function ownClient(clientId: string, addresses: Addresses): ClientRepresentation {
  return clientRepresentation(clientId, ownAddresses(addresses));
}

async function post({ url, body }: RegistrationRequest, token: string, ports: SetUpPorts) {
  const init: RequestInit = {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'omit',
    redirect: 'manual',
  };
  const limit = { limitMs: LIMITS.request, step: 'registration' };
  const answer = await fetchText(url, init, limit, ports).catch((cause) => explain(url, cause, ports));
  const outage = outageIn(answer.status, limit.step);
  if (outage) throw asStepError(outage);
  return { status: answer.status, body: parseJson(answer.body) };
}

/**
 * Discovery has just answered. Without the host's permission a browser names the extension's Origin, and hides the
 * refusal that Keycloak answers it with; with the permission Chromium names none.
 */
async function explain(url: string, cause: unknown, ports: SetUpPorts): Promise<never> {
  const silence = await explainSilence(url, 'registration', cause, ports);
  const { webOrigin } = ports.addresses;
  if (webOrigin && silence.code === 'answer-unreadable')
    throw new StepError('registration-origin-refused', [webOrigin], cause);
  throw silence;
}
