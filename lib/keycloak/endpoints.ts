import type { Discovery } from '../protocol/discovery.ts';
import { isRecord } from '../protocol/json.ts';

/**
 * Whether an OP is a Keycloak, by the address of its keys. Of another OP nobody expects that it names a session's apps, or that it leads
 * back where nobody is signed in.
 * @see https://www.keycloak.org/securing-apps/oidc-layers#_certificate_endpoint
 */
export function isKeycloak({ iss, jwks_uri: keys }: Pick<Discovery, 'iss' | 'jwks_uri'>): boolean {
  return keys === `${iss}/protocol/openid-connect/certs`;
}

/**
 * Whether an answer is a Keycloak's word that it has no realm of the name that was asked for: never was, or is called otherwise by now. A
 * server says the same at each of a realm's addresses, with status 404 (18.0.2 to 26.7.5).
 * @param answer the parsed JSON, of any shape.
 */
export function isRealmMissing(answer: unknown): boolean {
  return isRecord(answer) && typeof answer.error === 'string' && /^realm .*not exist/i.test(answer.error);
}
