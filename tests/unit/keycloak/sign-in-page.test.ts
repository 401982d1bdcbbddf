import { describe, expect, it } from 'vitest';
import { signInPageAddress } from '../../../lib/keycloak/sign-in-page.ts';

const ISSUER = 'https://sso.test/auth/realms/front%20desk';
const ASKED = `${ISSUER}/protocol/openid-connect/auth?client_id=c&state=s`;
const PAGE = `${ISSUER}/login-actions/authenticate`;
const FORM = `${PAGE}?session_code=x&execution=e&client_id=a%20client&tab_id=t-1&client_data=eyJzdCI6InMifQ`;

const addressFor = (action: string, asked = ASKED) =>
  signInPageAddress({ forms: [{ action, method: 'post', values: {} }] }, asked);

describe('where a Keycloak shows its sign-in form once more', () => {
  it.each([
    ['as Keycloak 26 names it', FORM],
    ['as Keycloak 18 names it', FORM.replace(/&client_data.*/, '')],
    ['in a theme that names it without its host', FORM.replace('https://sso.test', '')],
  ])('is named by its client and number alone, %s', (_, action) => {
    expect(addressFor(action)).toBe(`${PAGE}?client_id=a+client&tab_id=t-1`);
  });

  it.each([
    ['a form of another page of the realm', FORM.replace('/authenticate', '/reset-credentials')],
    ['a form of another realm', FORM.replace('front%20desk', 'other')],
    ['a form of another host', FORM.replace('sso.test', 'evil.test')],
    ['a form without a number', FORM.replace('tab_id', 'tab')],
    ['a form without a client', FORM.replace('client_id', 'client')],
    ['no address', 'https://'],
  ])('is not known by %s', (_, action) => {
    expect(addressFor(action)).toBe(null);
  });

  it('is named by its own form, whatever stands before it', () => {
    const forms = ['https://', `${ISSUER}/lang`, FORM].map((action) => ({
      action,
      method: 'post',
      values: {},
    }));
    expect(signInPageAddress({ forms }, ASKED)).toBe(`${PAGE}?client_id=a+client&tab_id=t-1`);
    expect(signInPageAddress({ forms: [] }, ASKED)).toBeNull();
  });

  it('is not known of an answer to another request', () => {
    expect(addressFor(FORM, `${ISSUER}/account/`)).toBeNull();
  });

  it('is not known of an OP that is no Keycloak', () => {
    expect(addressFor(FORM, 'https://sso.test/authorize?client_id=c')).toBe(null);
  });
});
