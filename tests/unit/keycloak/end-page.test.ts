import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EndPageContext,
  type PageContents,
  type PageForm,
  readEndPage,
  readLedTo,
} from '../../../lib/keycloak/end-page.ts';

const ISSUER = 'https://sso.test/realms/staff';
const CONFIRM = `${ISSUER}/protocol/openid-connect/logout/logout-confirm?client_id=c&tab_id=t`;
const BACK = 'chrome-extension://id/signed-out.html?state=s';
const CONTEXT: EndPageContext = {
  address: `${ISSUER}/protocol/openid-connect/logout?x=1`,
  issuer: ISSUER,
  back: BACK,
};
const LOOPBACK = { ...CONTEXT, issuer: 'http://localhost:8080/realms/staff' };

const page = (different: Partial<PageContents>): PageContents => ({
  frames: [],
  links: [BACK],
  forms: [],
  scripts: '',
  ...different,
});
const read = (different: Partial<PageContents>, context = CONTEXT) => readEndPage(page(different), context);
const ledTo = (address: string) => readLedTo({ ...CONTEXT, address });
const ASKING: PageForm = { action: CONFIRM, method: 'post', values: { session_code: 'x' } };

describe('Keycloak’s front-channel page', () => {
  const frames = ['https://wiki.test/out?sid=1', 'https://shop.test/out'];

  it('tells the apps’ addresses, each once', () => {
    expect(read({ frames: [...frames, ...frames] })).toEqual({
      kind: 'front-channel',
      addresses: frames,
      refused: [],
    });
  });

  it.each([
    ['no link to our address', { links: [] }],
    ['a link with another state', { links: ['chrome-extension://id/signed-out.html?state=S'] }],
    ['a link to our page without a state', { links: ['chrome-extension://id/signed-out.html'] }],
    ['a link that only begins as our address', { links: [`${BACK}&more=1`] }],
    ['our address twice', { links: [BACK, BACK] }],
    ['a form', { forms: [{ action: '', method: 'get', values: {} }] }],
  ])('is none with %s: its frames are nobody’s word', (_, different) => {
    expect(read({ frames, ...different })).toEqual({ kind: 'other' });
  });

  it('tells fifty apps and names the rest as refused', () => {
    const many = Array.from({ length: 52 }, (_, at) => `https://app-${at}.test/out`);
    const told = read({ frames: many });
    expect(told).toMatchObject({ addresses: many.slice(0, 50), refused: many.slice(50) });
  });

  it.each([
    ['plain http', 'http://wiki.test/out'],
    ['credentials', 'https://user:secret@wiki.test/out'],
    ['a password without a user', 'https://:secret@wiki.test/out'],
    ['a user without a password', 'https://user@wiki.test/out'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['a page of an extension', 'chrome-extension://other/page.html'],
    ['a wildcard for a host', 'https://*.test/out'],
    ['the OP’s own host', 'https://sso.test/realms/other/protocol/openid-connect/auth'],
    ['an address within the OP', '/realms/other/account'],
    ['loopback', 'https://localhost/out'],
    ['loopback by number', 'http://127.0.0.1:9000/out'],
    ['a number of somebody’s own network', 'https://10.0.0.1/out'],
    ['a name of somebody’s own network', 'https://wiki.intranet/out'],
  ])('never has an address with %s opened', (_, frame) => {
    const address = new URL(frame, CONTEXT.address).href;
    expect(read({ frames: [frame] })).toEqual({ kind: 'front-channel', addresses: [], refused: [address] });
  });

  it('names what is no address as refused', () => {
    expect(read({ frames: ['https://', ...frames] })).toMatchObject({ addresses: frames, refused: [''] });
  });

  it('may tell an app in somebody’s own network that the person has named, or where the OP is in one too', () => {
    const frames = ['https://wiki.intranet/out', 'https://10.0.0.1/out'];
    const listed = { ...CONTEXT, listed: ['https://wiki.intranet'] };
    expect(read({ frames }, listed)).toMatchObject({
      addresses: frames.slice(0, 1),
      refused: frames.slice(1),
    });
    const issuer = 'https://sso.intranet/realms/staff';
    expect(read({ frames }, { ...CONTEXT, issuer })).toMatchObject({ addresses: frames, refused: [] });
  });

  it('may tell an app on loopback where the OP is there too, on another port', () => {
    const app = 'http://app.localhost:9000/out';
    expect(read({ frames: [app] }, LOOPBACK)).toMatchObject({ addresses: [app] });
    expect(read({ frames: ['http://localhost:8080/out'] }, LOOPBACK)).toMatchObject({ addresses: [] });
  });

  it('keeps to its rules whatever its frames are', () => {
    const frame = fc.oneof(fc.webUrl({ validSchemes: ['http', 'https'] }), fc.string(), fc.webPath());
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 60 }), (all) => {
        const told = read({ frames: all });
        const addresses = told.kind === 'front-channel' ? told.addresses : [];
        expect(addresses.length).toBeLessThanOrEqual(50);
        for (const address of addresses) {
          const { protocol, host, username } = new URL(address);
          expect([protocol, username]).toEqual(['https:', '']);
          expect(host).not.toBe('sso.test');
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a page without a frame that leads back', () => {
  it('is the end where it waits for a click, as a client with confirmation has it', () => {
    expect(read({})).toEqual({ kind: 'finished' });
    expect(read({ scripts: 'console.log(1)' })).toEqual({ kind: 'finished' });
  });

  it.each([`setTimeout(() => location = '${BACK}')`, "link.search = 'state=s'; link.click()"])(
    'is not read where a script of it leaves for our address by itself: %s',
    (scripts) => {
      expect(read({ scripts })).toEqual({ kind: 'unread' });
    },
  );

  it('is not read where a script of it makes frames, wherever that has our address from', () => {
    const scripts =
      "apps.forEach(tell); function tell(app) { add(document.createElement('IFRAME'), app) }; link.click()";
    expect(read({ scripts })).toEqual({ kind: 'unread' });
  });

  it.each([`  ${BACK}\n`, BACK.replace('=', '=\n')])(
    'may write our address as %j, which a browser reads alike',
    (link) => {
      expect(read({ links: [link] })).toEqual({ kind: 'finished' });
    },
  );

  it('may write an address of the realm’s own within its host', () => {
    const back = `${ISSUER}/account/full-signout?state=s`;
    const links = ['/realms/staff/account/full-signout?state=s'];
    expect(read({ links }, { ...CONTEXT, back })).toEqual({ kind: 'finished' });
    expect(read({ links: ['/realms/other/account/full-signout?state=s'] }, { ...CONTEXT, back })).toEqual({
      kind: 'other',
    });
  });

  it('is no word at all without our address', () => {
    expect(read({ links: ['https://sso.test/'] })).toEqual({ kind: 'other' });
  });
});

describe('a SAML app’s form', () => {
  const saml = (action: string, name = 'SAMLRequest'): PageForm => ({
    action,
    method: 'post',
    values: { [name]: 'x', RelayState: 'r' },
  });

  it.each(['SAMLRequest', 'SAMLResponse', 'SAMLart'])('with %s is sent on to the app', (name) => {
    expect(read({ links: [], forms: [saml('https://app.test/saml', name)] })).toEqual({
      kind: 'saml',
      action: 'https://app.test/saml',
      method: 'post',
      values: { [name]: 'x', RelayState: 'r' },
    });
  });

  it.each(['SAMLRequest', 'SAMLResponse', 'SAMLart'])('may stand in an address: with %s', (name) => {
    expect(ledTo(`https://app.test/saml?${name}=a%2Bb%3D&RelayState=r#x`)).toEqual({
      kind: 'saml',
      action: 'https://app.test/saml#x',
      method: 'get',
      values: { [name]: 'a+b=', RelayState: 'r' },
    });
  });

  it.each([
    'https://app.test/saml?code=x',
    'http://app.test/saml?SAMLRequest=x',
    'https://u:p@app.test/saml?SAMLRequest=x',
    'https://10.0.0.1/saml?SAMLRequest=x',
    `${ISSUER}/protocol/saml?SAMLRequest=x`,
    'mailto:a@app.test?SAMLRequest=x',
  ])('in the address %j is none', (address) => {
    expect(ledTo(address)).toEqual({ kind: 'other' });
  });

  it.each(['get', 'post', 'dialog'])('is sent as a browser would send it by %s', (method) => {
    const forms = [{ ...saml('https://app.test/saml'), method }];
    expect(read({ forms })).toMatchObject({ method: method === 'get' ? 'get' : 'post' });
  });

  it('goes first, before Keycloak’s question', () => {
    expect(read({ forms: [ASKING, saml('https://app.test/saml')] })).toMatchObject({ kind: 'saml' });
  });

  it.each(['http://app.test/saml', `${ISSUER}/protocol/saml`, '', 'https://', 'https://u:p@app.test/saml'])(
    'that leads to %j is not sent on',
    (action) => {
      expect(read({ links: [], forms: [saml(action)] })).toEqual({ kind: 'other' });
    },
  );
});

describe('Keycloak’s question', () => {
  it('is the realm’s own form, and is answered by its own button', () => {
    expect(read({ links: [], forms: [ASKING] })).toEqual({
      kind: 'question',
      action: CONFIRM,
      values: { session_code: 'x', confirmLogout: 'Logout' },
    });
    const named = { ...ASKING, values: { session_code: 'x', confirmLogout: 'Abmelden' } };
    expect(read({ links: [], forms: [named] })).toMatchObject({ values: { confirmLogout: 'Abmelden' } });
  });

  it('may stand at an address within the host', () => {
    const { pathname, search } = new URL(CONFIRM);
    expect(read({ forms: [{ ...ASKING, action: pathname + search }] })).toMatchObject({ action: CONFIRM });
  });

  it.each<[string, Partial<PageForm>]>([
    ['by GET', { method: 'get' }],
    ['without its code', { values: { tab_id: 't' } }],
    ['of another realm', { action: CONFIRM.replace('/staff/', '/other/') }],
    ['of another host', { action: CONFIRM.replace('sso.test', 'sso.test.evil') }],
    [
      'that signs in',
      { action: `${ISSUER}/login-actions/authenticate?session_code=x`, values: { session_code: 'x' } },
    ],
    ['that has no address', { action: 'https://' }],
  ])('is no form %s', (_, different) => {
    expect(read({ forms: [{ ...ASKING, ...different }] })).toEqual({ kind: 'other' });
  });

  it('is found beside other forms, such as a choice of language', () => {
    const language: PageForm = { action: '/realms/staff/lang', method: 'post', values: {} };
    expect(read({ forms: [language, ASKING] })).toMatchObject({ kind: 'question', action: CONFIRM });
  });
});
