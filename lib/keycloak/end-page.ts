import { isAllowedIssuer } from '../protocol/issuer.ts';

/** What of a page matters here: the addresses of its frames, and its form fields with their values. */
export type PageContents = { frames: string[]; values: Record<string, string> };

/** What a page means that answers an end-session request. */
export type EndPage =
  /** The session has ended; these addresses tell the apps. */
  | { kind: 'front-channel'; addresses: string[] }
  /** A SAML app has to answer first, by a form that leaves by itself. */
  | { kind: 'pending' }
  /** A message or a question: only a check tells whether the session has ended. */
  | { kind: 'unclear' };

/**
 * Reads the page by which Keycloak answers an end-session request.
 * Only https addresses (or http on loopback) count as an app's.
 * @see OpenID Connect Front-Channel Logout 1.0, section 3; SAML 2.0 Bindings, section 3.5 (HTTP POST)
 */
export function readEndPage({ frames, values }: PageContents): EndPage {
  if ('SAMLRequest' in values || 'SAMLResponse' in values) return { kind: 'pending' };
  const addresses = [...new Set(frames)].filter(isAppAddress);
  return addresses.length > 0 ? { kind: 'front-channel', addresses } : { kind: 'unclear' };
}

function isAppAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && isAllowedIssuer(url.origin);
}
