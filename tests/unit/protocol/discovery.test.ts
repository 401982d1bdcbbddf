import { describe, expect, it } from 'vitest';
import type { StepError } from '../../../lib/errors/step-error.ts';
import {
  discoveryUrl,
  endSessionEndpoint,
  readDiscovery,
  registrationEndpoint,
} from '../../../lib/protocol/discovery.ts';
import { discoveryOf } from '../fake-op.ts';

const ISSUER = 'https://op.test/realms/support';

describe('a discovery document', () => {
  it('is read where it names the issuer that was asked', () => {
    expect(readDiscovery(ISSUER, discoveryOf(ISSUER)).token_endpoint).toContain('/token');
  });

  it.each([
    ['with capitals in its host', 'https://OP.test/realms/support'],
    ['with the port that goes without saying', 'https://op.test:443/realms/support'],
    ['with a slash at its end', 'https://op.test/realms/support/'],
  ])('is read where it spells that issuer %s, which its answers then repeat to the letter', (_, iss) => {
    const read = readDiscovery(ISSUER, { ...discoveryOf(ISSUER), issuer: iss });
    expect(read).toMatchObject({ issuer: ISSUER, iss });
  });

  it('is read where it names no userinfo, which an OP need not have', () => {
    const { userinfo_endpoint: _, ...poor } = discoveryOf(ISSUER);
    expect(readDiscovery(ISSUER, poor).userinfo_endpoint).toBeUndefined();
  });

  it.each([
    ['another issuer', discoveryOf('https://op.test/realms/staff'), 'issuer-mismatch'],
    ['nothing', null, 'not-a-realm'],
    ['a page', '<html>', 'not-a-realm'],
    [
      'an endpoint that is a script',
      { ...discoveryOf(ISSUER), token_endpoint: 'javascript:alert(1)' },
      'not-a-realm',
    ],
    [
      'an endpoint on plain http',
      { ...discoveryOf(ISSUER), end_session_endpoint: 'http://op.test/x' },
      'not-a-realm',
    ],
    [
      'an end-session endpoint on another server, which would be visited with its cookies',
      { ...discoveryOf(ISSUER), end_session_endpoint: 'https://bank.test/transfer?to=x' },
      'issuer-mismatch',
    ],
    [
      'an authorization endpoint on another port',
      { ...discoveryOf(ISSUER), authorization_endpoint: 'https://op.test:8443/auth' },
      'issuer-mismatch',
    ],
    [
      'a token endpoint on this machine',
      { ...discoveryOf(ISSUER), token_endpoint: 'http://127.0.0.1:9200/' },
      'issuer-mismatch',
    ],
    [
      'a userinfo endpoint in somebody’s own network',
      { ...discoveryOf(ISSUER), userinfo_endpoint: 'https://10.0.0.1/' },
      'issuer-mismatch',
    ],
    [
      'an endpoint that holds credentials',
      { ...discoveryOf(ISSUER), revocation_endpoint: 'https://user:secret@op.test/revoke' },
      'not-a-realm',
    ],
  ])('is refused with %s', (_, document, code) => {
    expect(() => readDiscovery(ISSUER, document)).toThrow(expect.objectContaining({ code }));
  });

  it('names another issuer and another endpoint as they are asked, which look like no others', () => {
    const lookAlike = 'https://\u043ep.test/realms/support';
    const refused = (document: object) => {
      try {
        return readDiscovery(ISSUER, document);
      } catch (error) {
        return (error as StepError).details;
      }
    };
    expect(refused(discoveryOf(lookAlike))).toEqual([ISSUER, 'https://xn--p-0tb.test/realms/support']);
    const endpoint = { ...discoveryOf(ISSUER), end_session_endpoint: `${lookAlike}/logout` };
    expect(refused(endpoint)).toEqual([ISSUER, 'https://xn--p-0tb.test/realms/support/logout']);
  });

  it('is asked for below the issuer, whose own slashes stand', () => {
    expect(discoveryUrl(ISSUER)).toBe(`${ISSUER}/.well-known/openid-configuration`);
    expect(discoveryUrl(`${ISSUER}/`)).toBe(`${ISSUER}/.well-known/openid-configuration`);
  });

  it('of another shape is named by its address', () => {
    expect(() => readDiscovery(ISSUER, null)).toThrow(
      expect.objectContaining({ details: [`${ISSUER}/.well-known/openid-configuration`] }),
    );
  });

  it('may name a place of another server for clients to be registered, which is given no admin’s token', () => {
    const elsewhere = 'https://\u0430pple.com/clients';
    const op = readDiscovery(ISSUER, { ...discoveryOf(ISSUER), registration_endpoint: elsewhere });
    expect(() => registrationEndpoint(op)).toThrow(
      expect.objectContaining({
        code: 'issuer-mismatch',
        details: [ISSUER, 'https://xn--pple-43d.com/clients'],
      }),
    );
  });

  it('tells where sessions end and clients are registered, or that nobody can', () => {
    const op = readDiscovery(ISSUER, { ...discoveryOf(ISSUER), registration_endpoint: `${ISSUER}/clients` });
    expect(endSessionEndpoint(op)).toBe(`${ISSUER}/protocol/openid-connect/logout`);
    expect(registrationEndpoint(op)).toBe(`${ISSUER}/clients`);
    const poor = readDiscovery(ISSUER, { ...discoveryOf(ISSUER), end_session_endpoint: undefined });
    const refusal = (code: string) => expect.objectContaining({ code, details: [ISSUER] });
    expect(() => endSessionEndpoint(poor)).toThrow(refusal('no-sign-out-endpoint'));
    expect(() => registrationEndpoint(poor)).toThrow(refusal('no-registration'));
  });
});
