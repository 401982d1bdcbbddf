import * as v from 'valibot';
import type { Failure } from '../errors/failure.ts';
import { parseJson } from '../protocol/json.ts';
import { jwtPayload } from '../protocol/jwt.ts';
import type { Cause } from './diagnosis.ts';
import { settingIn, settingNamed, whereIs } from './realm-setting.ts';

/** A server's answer as far as a check looks at it; `redirected` leads elsewhere, its status and body kept back. */
export type Seen = { status: number; redirected: boolean; body: string };

/** What an answer says: the causes that it proves, those that it rules out. */
export type Finding = { wrong: Partial<Record<Cause, string[]>>; right: Cause[] };

const errorSchema = v.object({ error: v.string(), error_description: v.optional(v.string()) });

/**
 * Reads the answer to an exchange of a code that never was: a client that is well answers `invalid_grant`.
 * @see RFC 6749, section 5.2; Keycloak answers 403 `Invalid origin` and `Realm not enabled`
 */
export function readTokenAnswer(
  { status, body }: Seen,
  own: { clientId: string; webOrigin: string | null },
): Finding {
  const read = v.safeParse(errorSchema, parseJson(body));
  const { error, error_description: description = '' } = read.success ? read.output : { error: '' };
  if (status === 403 && /origin/i.test(error))
    return {
      wrong: { 'web-origin': [own.webOrigin ?? ''] },
      right: ['realm-disabled', 'client-unknown', 'client-disabled', 'client-confidential'],
    };
  if (/\bDPoP\b/i.test(description))
    return {
      wrong: { 'dpop-required': [whereIs('dpop-required', own.clientId)] },
      right: ['realm-disabled', 'client-unknown', 'client-disabled', 'client-confidential', 'web-origin'],
    };
  if (error === 'access_denied') return { wrong: { 'realm-disabled': [] }, right: [] };
  // Keycloak says the same of a client that it does not know and of one that is disabled: the end-session endpoint tells.
  if (error === 'invalid_client') return { wrong: {}, right: ['realm-disabled'] };
  if (error === 'unauthorized_client')
    return {
      wrong: { 'client-confidential': [own.clientId] },
      right: ['realm-disabled', 'client-unknown', 'client-disabled'],
    };
  if (error !== 'invalid_grant') return { wrong: {}, right: [] };
  return {
    wrong: {},
    right: ['realm-disabled', 'client-unknown', 'client-disabled', 'client-confidential', 'web-origin'],
  };
}

/** Whether the token endpoint has refused the client itself. */
export function isClientRefused({ body }: Seen): boolean {
  const read = v.safeParse(errorSchema, parseJson(body));
  return read.success && read.output.error === 'invalid_client';
}

/**
 * Reads the answers to authorization requests, one for each redirect URI: a page with status 400 refuses it.
 * @see OAuth 2.0, section 4.1.2.1
 */
export function readRedirectUris(answers: { uri: string; seen: Seen }[]): Finding {
  const refused = answers.filter(({ seen }) => seen.status === 400).map(({ uri }) => uri);
  const found: Finding = { wrong: {}, right: [] };
  mark(found, 'redirect-uri', refused.length > 0 && refused);
  return found;
}

/**
 * Reads the answer to an authorization request with `prompt=none` and `response_mode=form_post`, sent without cookies: a page
 * whose form carries the error that a redirect would.
 * @param fields the form's fields by name.
 * @param asked whom, and whether it was promised that the issuer would be named.
 * @see OAuth 2.0 Form Post Response Mode; OpenID Connect Core 1.0, section 3.1.2.6; RFC 9207, section 2
 */
export function readAuthorizationAnswer(
  fields: Record<string, string>,
  { clientId, issPromised }: { clientId: string; issPromised: boolean },
): Finding {
  const { error = '', error_description: description = '', iss } = fields;
  const found: Finding = { wrong: {}, right: [] };
  const said: Failure = { code: 'client-refused', details: [error, description] };
  const setting = settingNamed(settingIn(said, clientId).details);
  if (setting) found.wrong[setting] = [whereIs(setting, clientId)];
  if (error && issPromised && !iss) found.wrong['iss-left-out'] = [whereIs('iss-left-out', clientId)];
  if (error === 'unauthorized_client') found.wrong['standard-flow-off'] = [clientId];
  else if (/challenge/i.test(description)) found.wrong['pkce-not-s256'] = ['S256'];
  if (error === 'login_required') found.right.push('standard-flow-off', 'pkce-not-s256');
  return found;
}

/**
 * Reads the answers to end-session requests without a session, one for each post-logout redirect URI: one that is
 * registered is answered by a redirect to it, or by a page where the client wants a confirmation. Where no answer says anything of its
 * address, nothing is found.
 * @param keycloak whether the server is one: others may well show a page to somebody without a session.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 3; Keycloak's client attribute `logout.confirmation.enabled`
 */
export function readEndAnswers(answers: { uri: string; seen: Seen }[], keycloak: boolean): Finding {
  const told = answers.filter(({ seen }) => !wantsHint(seen));
  const refused = told.filter(({ seen }) => seen.status === 400).map(({ uri }) => uri);
  const asked = told.some(({ seen }) => seen.status === 200);
  const found: Finding = { wrong: {}, right: [] };
  if (told.length === 0) return found;
  mark(found, 'post-logout-uri', refused.length > 0 && refused);
  if (keycloak && refused.length < told.length)
    mark(found, 'confirmation-on', asked && ['logout.confirmation.enabled']);
  return found;
}

/**
 * Whether a server refuses every end of no session, whatever address it names, as Keycloak 18 does by "Missing parameters: id_token_hint",
 * in the language of whoever asks.
 */
function wantsHint({ status, body }: Seen): boolean {
  return status === 400 && body.includes('id_token_hint');
}

/**
 * The post-logout redirect URI by which earlier versions of this extension had Keycloak end a session and say who is signed in. A
 * pattern of it makes Keycloak 22 redirect anybody anywhere, so no client may have it.
 * @param issuer the realm's, without a slash at its end.
 */
export function openRedirectUri(issuer: string): string {
  return `${issuer}/protocol/openid-connect/auth`;
}

/** Reads the answer to an end-session request without a session that names the realm's own authorization endpoint as its way back. */
export function readOpenRedirect(uri: string, { status }: Seen): Finding {
  const found: Finding = { wrong: {}, right: [] };
  mark(found, 'open-redirect', status < 400 && [`${uri}*`]);
  return found;
}

/**
 * Reads the answer to an end-session request with `redirect_uri`, as clients of Keycloak before 18 sent it: only such a server
 * follows it.
 * @see Keycloak Upgrading Guide, "OpenID Connect Logout" (18.0.0)
 */
export function readLegacyAnswer({ redirected }: Seen): Finding {
  return redirected ? { wrong: { 'too-old': ['18'] }, right: [] } : { wrong: {}, right: ['too-old'] };
}

/**
 * Reads an access token of the realm for what the account API wants.
 * @param accessToken a JWT; any other text tells nothing.
 * @see Keycloak Server Administration Guide, "Account roles"
 */
export function readAccessToken(accessToken: string): Finding {
  const claims = jwtPayload(accessToken);
  if (!claims) return { wrong: {}, right: [] };
  const { aud, resource_access: access } = claims;
  const roles = [(access as { account?: { roles?: unknown } } | undefined)?.account?.roles].flat();
  const seesApps = roles.includes('manage-account') || roles.includes('view-applications');
  const told = [aud].flat().includes('account') && seesApps && roles.includes('view-profile');
  const found: Finding = { wrong: {}, right: [] };
  mark(found, 'account-audience', !told && ['account', 'view-profile', 'manage-account']);
  return found;
}

/** Notes a cause as what it is: what is wrong with it, or that nothing is. */
export function mark(found: Finding, cause: Cause, wrong: string[] | false): void {
  if (wrong) found.wrong[cause] = wrong;
  else found.right.push(cause);
}
