import * as v from 'valibot';
import { isPlainText } from '../errors/plain-text.ts';
import { StepError } from '../errors/step-error.ts';
import { type ClientRepresentation, quoted } from './client-representation.ts';

/** A registration to be sent as JSON by POST, with the admin's initial access token as bearer. */
export type RegistrationRequest = { url: string; body: Record<string, unknown> };

/** A client that has been registered. `webOrigin` is what an admin still has to add by hand; null where nothing is left. */
export type Registered = { clientId: string; webOrigin: string | null };

/** Keycloak has two registration endpoints side by side; discovery names the first, which leaves Web Origins out. */
const [STANDARD, KEYCLOAKS] = ['/clients-registrations/openid-connect', '/clients-registrations/default'];

/**
 * The request that registers a client. Keycloak gets its own representation, with which nothing is left to do; any other
 * OP gets the standard's. Pure: it does not send.
 * @param endpoint the OP's registration endpoint from discovery.
 * @param mayRead whether the sender may read any answer of the host; Keycloak's own endpoint lets no page read its answer.
 * @see Keycloak, Securing applications, "Client registration service"; RFC 7591 section 2; OpenID Connect RP-Initiated
 *   Logout 1.0, section 3.1
 */
export function registrationRequest(
  endpoint: string,
  client: ClientRepresentation,
  mayRead: boolean,
): RegistrationRequest {
  if (mayRead && endpoint.endsWith(STANDARD)) {
    return { url: endpoint.slice(0, -STANDARD.length) + KEYCLOAKS, body: client };
  }
  const body = {
    client_name: client.name,
    // An extension's own address is a scheme of its own, which the standard grants native applications.
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.attributes['post.logout.redirect.uris']?.split('##') ?? [],
  };
  return { url: endpoint, body };
}

/** The same request for a terminal; the token's place says `TOKEN`. */
export function curlLine({ url, body }: RegistrationRequest): string {
  const headers = ['Authorization: Bearer TOKEN', 'Content-Type: application/json'];
  return `curl ${headers.map((one) => `-H ${quoted(one)}`).join(' ')} -d ${quoted(JSON.stringify(body))} ${quoted(url)}`;
}

/** It is shown and kept, so one that cannot be seen as it is counts as no answer. */
const id = v.pipe(v.string(), v.check(isPlainText));

const registered = v.union([
  v.object({ clientId: id, webOrigins: v.optional(v.array(v.string())) }),
  v.pipe(
    v.object({ client_id: id }),
    v.transform(({ client_id }) => ({ clientId: client_id, webOrigins: [] })),
  ),
]);

const refusal = v.object({ error: v.string(), error_description: v.optional(v.string()) });

/**
 * Reads the answer to a registration.
 * @param answer its status and the parsed JSON, of any shape.
 * @param webOrigin what the client's Web Origins have to hold; null where nothing.
 * @throws {StepError} `registration-origin-refused`, whose detail is the Web Origin; `client-exists`;
 *   `registration-refused`, whose details are what the OP says.
 * @see RFC 7591 sections 3.2.1 and 3.2.2
 */
export function readRegistered(
  answer: { status: number; body: unknown },
  webOrigin: string | null,
): Registered {
  const parsed = v.safeParse(registered, answer.body);
  if (answer.status !== 201 || !parsed.success) throw refusalOf(answer, webOrigin);
  const { clientId, webOrigins = [] } = parsed.output;
  return { clientId, webOrigin: webOrigin && !webOrigins.includes(webOrigin) ? webOrigin : null };
}

function refusalOf({ status, body }: { status: number; body: unknown }, origin: string | null): StepError {
  const parsed = v.safeParse(refusal, body);
  const { error, error_description = '' } = parsed.success ? parsed.output : { error: '' };
  if (/invalid origin/i.test(error)) {
    return new StepError('registration-origin-refused', origin ? [origin] : []);
  }
  const details = [`HTTP ${status}`, error, error_description].filter(Boolean);
  const inUse = /identifier in use/i.test(error_description);
  return new StepError(inUse ? 'client-exists' : 'registration-refused', details);
}
