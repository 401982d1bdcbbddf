import * as v from 'valibot';
import { plainText } from '../errors/plain-text.ts';
import { StepError } from '../errors/step-error.ts';

/** How far this machine's clock and the OP's may be apart, in seconds. */
const CLOCK_SKEW_SECONDS = 300;

const text = v.optional(v.string());

const claimsSchema = v.object({
  iss: v.string(),
  sub: v.pipe(v.string(), v.minLength(1)),
  aud: v.array(v.string()),
  exp: v.number(),
  iat: v.number(),
  nonce: text,
  azp: text,
  sid: text,
  auth_time: v.optional(v.number()),
  preferred_username: text,
  name: text,
  email: text,
});

/** The claims of an id_token that are used here. */
export type IdTokenClaims = v.InferOutput<typeof claimsSchema>;

/** What an id_token is held against. `nowSeconds` is seconds since 1970. */
export type ExpectedIdToken = { issuer: string; clientId: string; nonce: string; nowSeconds: number };

/**
 * Checks the claims of an id_token that came straight from the token endpoint. It does not check the signature:
 * over TLS from the issuer itself that is not asked for.
 * @param claims the decoded payload, of any shape.
 * @returns the claims in use.
 * @throws {StepError} `nonce-mismatch`; `id-token-invalid` with the name of the first claim that does not hold.
 * @see OpenID Connect Core 1.0, section 3.1.3.7
 */
export function checkIdToken(claims: unknown, expected: ExpectedIdToken): IdTokenClaims {
  const payload = Object(claims) as { aud?: unknown };
  // One audience may stand alone.
  const parsed = v.safeParse(claimsSchema, { ...payload, aud: [payload.aud].flat() });
  if (!parsed.success) throw new StepError('id-token-invalid', [], parsed.issues);
  if (parsed.output.nonce !== expected.nonce) throw new StepError('nonce-mismatch');
  const wrong = wrongClaim(parsed.output, expected);
  if (wrong) throw new StepError('id-token-invalid', [wrong]);
  return parsed.output;
}

function wrongClaim(claims: IdTokenClaims, expected: ExpectedIdToken): string | null {
  if (claims.iss !== expected.issuer) return 'iss';
  if (!claims.aud.includes(expected.clientId)) return 'aud';
  if (claims.azp !== undefined && claims.azp !== expected.clientId) return 'azp';
  if (claims.aud.length > 1 && claims.azp === undefined) return 'azp';
  if (claims.exp <= expected.nowSeconds - CLOCK_SKEW_SECONDS) return 'exp';
  if (claims.iat > expected.nowSeconds + CLOCK_SKEW_SECONDS) return 'iat';
  return null;
}

/**
 * The name to show for a person: the first that the OP gives of user name, full name, e-mail address, subject.
 * @see OpenID Connect Core 1.0, section 5.1
 */
export function personName({ preferred_username, name, email, sub }: IdTokenClaims): string {
  return [preferred_username, name, email].map((one = '') => plainText(one)).find(Boolean) ?? plainText(sub);
}
