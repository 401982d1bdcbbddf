import type { Failure } from '../errors/failure.ts';
import { settingIn } from './realm-setting.ts';

/** An error of a token endpoint, its members of any kind. @see RFC 6749, section 5.2 */
export type TokenError = { error?: unknown; error_description?: unknown };

/**
 * Reads why a token endpoint has given out no tokens.
 * @param webOrigin what is to be registered; null where nothing.
 */
export function readTokenError(
  { error: name, error_description: more }: TokenError,
  clientId: string,
  webOrigin: string | null,
): Failure {
  const [error, description] = [String(name ?? ''), String(more ?? '')];
  if (/invalid origin/i.test(error))
    return { code: 'web-origin-missing', details: webOrigin ? [webOrigin] : [] };
  const said = [error, description].filter(Boolean);
  if (error === 'access_denied' && /realm/i.test(description))
    return { code: 'realm-disabled', details: said };
  if (/realm does not exist/i.test(error)) return { code: 'realm-missing', details: said };
  // Keycloak's word for what went wrong in itself.
  if (error === 'unknown_error' || error === 'server_error')
    return { code: 'server-error', details: ['token', ...said] };
  const wrongClient = error === 'unauthorized_client' || error === 'invalid_client';
  return settingIn(
    { code: wrongClient ? 'client-refused' : 'token-refused', details: [...said, clientId] },
    clientId,
  );
}
