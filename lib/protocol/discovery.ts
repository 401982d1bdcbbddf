import * as v from 'valibot';
import { StepError } from '../errors/step-error.ts';
import { mayName } from './internal-host.ts';
import { isAllowedIssuer, isSameIssuer, plainIssuer } from './issuer.ts';
import { originOf } from './origin.ts';

const endpoint = v.pipe(v.string(), v.check(isUsableEndpoint));

const discoverySchema = v.object({
  issuer: v.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  // An OP should have one, and need not.
  userinfo_endpoint: v.optional(endpoint),
  jwks_uri: v.optional(v.string()),
  end_session_endpoint: v.optional(endpoint),
  registration_endpoint: v.optional(endpoint),
  revocation_endpoint: v.optional(endpoint),
  authorization_response_iss_parameter_supported: v.optional(v.boolean()),
  response_modes_supported: v.optional(v.array(v.string())),
});

/**
 * What the OP says of itself, as far as it is used here. `issuer` is the address by which it was asked, `iss` the same as the OP spells it,
 * which its tokens and answers repeat to the letter.
 */
export type Discovery = v.InferOutput<typeof discoverySchema> & { iss: string };

/**
 * The address of an issuer's discovery document. Pure: it does not fetch.
 * @param issuer the configured issuer identifier, without a trailing slash.
 * @see OpenID Connect Discovery 1.0, section 4
 */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * Reads a discovery document and holds it against the issuer it was asked for.
 * @param issuer the configured issuer identifier.
 * @param document the parsed JSON, of any shape.
 * @throws {StepError} `not-a-realm` for another shape; `issuer-mismatch` where the document names another issuer, or leads the
 *   browser to another server.
 * @see OpenID Connect Discovery 1.0, section 4.3
 */
export function readDiscovery(issuer: string, document: unknown): Discovery {
  const parsed = v.safeParse(discoverySchema, document);
  if (!parsed.success) throw new StepError('not-a-realm', [discoveryUrl(issuer)], parsed.issues);
  const { issuer: iss } = parsed.output;
  if (!isSameIssuer(issuer, iss)) throw new StepError('issuer-mismatch', [issuer, plainIssuer(iss)]);
  const op = { ...parsed.output, issuer, iss };
  const foreign = foreignEndpoint(op);
  if (foreign) throw new StepError('issuer-mismatch', [issuer, new URL(foreign).href]);
  return op;
}

/**
 * The end-session endpoint of an OP.
 * @throws {StepError} `no-sign-out-endpoint` where the OP names none.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2.1
 */
export function endSessionEndpoint(op: Discovery): string {
  if (op.end_session_endpoint) return op.end_session_endpoint;
  throw new StepError('no-sign-out-endpoint', [op.issuer]);
}

/**
 * The client registration endpoint of an OP. It is given an admin's token, which is for the server that the admin has named.
 * @throws {StepError} `no-registration` where the OP names none; `issuer-mismatch` where it names one of another server.
 * @see OpenID Connect Dynamic Client Registration 1.0, section 3
 */
export function registrationEndpoint({ issuer, registration_endpoint: endpoint }: Discovery): string {
  if (!endpoint) throw new StepError('no-registration', [issuer]);
  if (originOf(endpoint) === originOf(issuer)) return endpoint;
  throw new StepError('issuer-mismatch', [issuer, new URL(endpoint).href]);
}

/**
 * What is asked with the browser's cookies stands on the issuer's own origin, as at every Keycloak: a document that names another one
 * would have that one visited with its cookies. The rest may stand elsewhere, but in a network of somebody's own only for an issuer that
 * does.
 */
function foreignEndpoint({ issuer, authorization_endpoint, end_session_endpoint, ...rest }: Discovery) {
  const { origin } = new URL(issuer);
  const withCookies = [authorization_endpoint, end_session_endpoint ?? issuer];
  const { token_endpoint, userinfo_endpoint, registration_endpoint, revocation_endpoint } = rest;
  const plain = [token_endpoint, userinfo_endpoint, registration_endpoint, revocation_endpoint];
  return (
    withCookies.find((address) => originOf(address) !== origin) ??
    plain.find((one) => one && !mayName(issuer, one))
  );
}

function isUsableEndpoint(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && !url.hash && !url.username && !url.password && isAllowedIssuer(url.origin);
}
