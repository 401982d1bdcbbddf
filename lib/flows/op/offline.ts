import { type FetchPorts, fetchText } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { OpHandle } from './handle.ts';

/**
 * Revokes an offline token at once: where `offline_access` is a default scope of the client, each look would leave one more
 * session behind that survives every sign-out. The SSO session itself lives on.
 * @see RFC 7009, section 2.1; Keycloak Server Administration Guide, "Offline access"
 */
export async function dropOfflineSession(
  { metadata, clients }: OpHandle,
  token: string,
  ports: FetchPorts & Pick<Ports, 'access'>,
): Promise<void> {
  const { revocation_endpoint: url } = metadata;
  if (!url) return;
  const body = new URLSearchParams({ token, token_type_hint: 'refresh_token', client_id: clients[0].id });
  const init: RequestInit = { method: 'POST', body, credentials: 'omit', redirect: 'manual' };
  try {
    await ports.access.ensurePost(metadata.issuer, url);
    await fetchText(url, init, { limitMs: LIMITS.request, step: 'revocation' }, ports);
  } catch {
    // What is left then is counted as another device, and said.
  }
}
