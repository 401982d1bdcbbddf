import { describe, expect, it } from 'vitest';
import { backAddress, endSessionFields, endSessionUrl } from '../../../lib/protocol/end-session.ts';
import { readTokenStatus } from '../../../lib/protocol/token-status.ts';

const ISSUER = 'https://op.test/realms/support';

describe('an end-session request', () => {
  const endpoint = `${ISSUER}/protocol/openid-connect/logout?theme=calm`;

  it('carries the hint, the client, the address and the state, and keeps the endpoint’s own query', () => {
    const url = new URL(
      endSessionUrl(endpoint, {
        clientId: 'c',
        idTokenHint: 'h',
        redirect: { uri: 'https://x.test/a?b=1', state: 's' },
      }),
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      theme: 'calm',
      client_id: 'c',
      id_token_hint: 'h',
      post_logout_redirect_uri: 'https://x.test/a?b=1',
      state: 's',
    });
  });

  it('has no state without an address to come back to', () => {
    expect([...new URL(endSessionUrl(endpoint, { clientId: 'c' })).searchParams.keys()]).toEqual([
      'theme',
      'client_id',
    ]);
  });

  it('carries by POST exactly what stands in the address', () => {
    const request = { clientId: 'c', idTokenHint: 'h', redirect: { uri: 'https://x.test/a', state: 's' } };
    const { searchParams } = new URL(endSessionUrl(endpoint, request));
    searchParams.delete('theme');
    expect(endSessionFields(request)).toEqual(Object.fromEntries(searchParams));
  });

  it('is answered at our address with its state behind it, and nothing else', () => {
    expect(backAddress('https://x.test/a', 's 1')).toBe('https://x.test/a?state=s+1');
  });

  it('names an endpoint that is no address', () => {
    expect(() => endSessionUrl('/logout', { clientId: 'c' })).toThrow(
      expect.objectContaining({ code: 'no-sign-out-endpoint', details: ['/logout'] }),
    );
  });
});

describe('the answer to a request with an access token', () => {
  const gone = 'Bearer realm="x", error="invalid_token", error_description="user_session_not_found"';
  const goneIn18 = 'Bearer error_description="User session not found or doesn\'t have client attached on it"';
  const invalid = 'Bearer error="invalid_token"';
  // The session lives on, and opens everything again once the account is enabled (measured on 26.7.5).
  const disabled = 'Bearer error="invalid_token", error_description="User disabled"';
  // What Keycloak says of a token whatever its session does: 18 and 24, and 26.7.
  const ofToken = (why: string) => `Bearer realm="x", error="invalid_token", error_description="${why}"`;
  it.each([
    [200, null, 'never', 'accepted'],
    [200, null, 'expired', 'accepted'],
    [401, null, 'good', 'refused'],
    [401, invalid, 'good', 'refused'],
    [401, gone, 'never', 'refused'],
    [401, goneIn18, 'never', 'refused'],
    [401, gone, 'expired', 'refused'],
    [401, null, 'expired', 'expired'],
    [401, invalid, 'expired', 'expired'],
    [401, null, 'never', 'unclear'],
    [401, invalid, 'never', 'unclear'],
    [401, disabled, 'good', 'accepted'],
    [401, disabled, 'never', 'accepted'],
    // Older tokens are revoked; a key has gone, or the server's clock is ahead; an admin has disabled or removed the client.
    [401, ofToken('Stale token'), 'good', 'void'],
    [401, ofToken('invalid_token'), 'good', 'void'],
    [401, ofToken('Token verification failed'), 'good', 'void'],
    [401, ofToken('Token invalid: Token is not active'), 'good', 'void'],
    [401, ofToken('Client disabled'), 'good', 'void'],
    [401, ofToken('Client not found'), 'good', 'void'],
    [401, ofToken('Token verification failed'), 'expired', 'expired'],
    [401, ofToken('Token verification failed'), 'never', 'unclear'],
    [401, ofToken('session_expired'), 'good', 'refused'],
    [401, 'Basic realm="proxy"', 'good', 'void'],
    [401, 'Key realm="gateway"', 'good', 'void'],
    [401, 'Bearer token required', 'good', 'refused'],
    [403, null, 'good', 'unclear'],
    [500, null, 'good', 'unclear'],
    [503, gone, 'good', 'unclear'],
    [0, null, 'good', 'unclear'],
  ] as const)('of %i with %s, for a token that was %s before, is %s', (status, challenge, before, is) => {
    const token = { wasGood: before !== 'never', expired: before === 'expired' };
    expect(readTokenStatus({ status, challenge }, token)).toBe(is);
  });
});
