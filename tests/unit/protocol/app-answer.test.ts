import { describe, expect, it } from 'vitest';
import { type AppAnswer, type AppSays, readAppAnswers } from '../../../lib/protocol/app-answer.ts';

const APP = 'https://wiki.test/';
const LOGIN = 'https://wiki.test/login?next=%2F';
const OP = 'https://sso.test/realms/support/protocol/openid-connect/auth?response_type=code&client_id=wiki';

const to = (location: string, status = 302): AppAnswer => ({ status, location, body: '' });
const page = (body: string, status = 200): AppAnswer => ({ status, location: null, body });

const OUT: AppSays = { is: 'out' };
const IN: AppSays = { is: 'in' };
const DOES_NOT_TELL: AppSays = { is: 'does-not-tell' };
const ASK: AppSays = { is: 'ask', further: LOGIN };

describe('an app', () => {
  it.each<[string, AppAnswer, AppAnswer, AppSays]>([
    ['leads both to the OP', to(`${OP}&state=1`), to(`${OP}&state=2`), OUT],
    [
      'leads both to an OP of another company',
      to('https://other.test/o?response_type=code&client_id=x'),
      to('https://other.test/o?response_type=code&client_id=x'),
      OUT,
    ],
    [
      'leads both to a SAML identity provider',
      to('https://idp.test/x?SAMLRequest=a'),
      to('https://idp.test/x?SAMLRequest=b'),
      OUT,
    ],
    [
      'leads both to a sign-in on a host beside it',
      to('https://auth.corp.test/oauth2/start?rd=1'),
      to('https://auth.corp.test/oauth2/start?rd=1'),
      OUT,
    ],
    ['leads both to a sign-in page of its own', to('/login?next=%2F'), to('/login?next=%2F'), ASK],
    ['leads a stranger to the OP and shows the person its page', to(OP), page('Welcome, alice'), IN],
    ['leads a stranger to its sign-in page and the person to its start', to('/login'), to('/start'), IN],
    ['refuses a stranger and shows the person its page', page('No', 401), page('Welcome'), IN],
    ['shows both a page, the person another one', page('<p>Signed out'), page('<p>Signed in as alice'), IN],
    ['shows both the same page', page('<p>Hello'), page('<p>Hello'), DOES_NOT_TELL],
    [
      'shows both a page that differs by marks, scripts and counts',
      page('<p id=1>Visit 17<script>a()</script>'),
      page('<p id=2>Visit 18<script>b()</script>'),
      DOES_NOT_TELL,
    ],
    [
      'shows both a page that differs by a comment, as of a cache',
      page('<p>Hello<!-- missed --> you'),
      page('<p>Hello<!-- found for those with <b>cookies</b> --> you'),
      DOES_NOT_TELL,
    ],
    [
      'shows both its own sign-in form',
      page('<form><input type=password>'),
      page('<form><input type=password>'),
      DOES_NOT_TELL,
    ],
    ['shows one a page that was too big to be read', page(''), page('<p>Signed in as alice'), DOES_NOT_TELL],
    ['refuses both', page('', 401), page('', 401), DOES_NOT_TELL],
    ['forbids the person', page('', 401), page('', 403), DOES_NOT_TELL],
    ['answers 404', page('', 404), page('', 404), DOES_NOT_TELL],
    ['answers a stranger 404', page('', 404), page('Welcome'), DOES_NOT_TELL],
    ['answers 500 always', page('', 500), page('', 500), DOES_NOT_TELL],
    ['fails for a stranger alone', page('', 502), page('Welcome'), DOES_NOT_TELL],
    ['fails for the person alone', to(OP), page('', 500), DOES_NOT_TELL],
    ['has had too many visits of strangers', page('', 429), page('Welcome'), DOES_NOT_TELL],
    ['does not take a stranger’s request', page('', 400), page('Welcome'), DOES_NOT_TELL],
    [
      'tells the person that the session has expired',
      to(OP),
      to('/session-expired?reason=idle'),
      DOES_NOT_TELL,
    ],
    ['leads the person to its sign-out', to(OP), to('/user/logout'), DOES_NOT_TELL],
    ['takes the cookie of a session that has ended and leads back', to(OP), to('/?again=1'), DOES_NOT_TELL],
    [
      'leads both to a sign-in of its own under another name, which may lead back who is in',
      to('https://www.wiki.test/login'),
      to('https://www.wiki.test/login'),
      DOES_NOT_TELL,
    ],
    [
      'leads both to a sign-in of its own at another port',
      to('https://wiki.test:8443/login'),
      to('https://wiki.test:8443/login'),
      DOES_NOT_TELL,
    ],
    [
      'leads both to another app, below a name of sign-ins',
      to('https://portal.test/sso/apps/'),
      to('https://portal.test/sso/apps/'),
      DOES_NOT_TELL,
    ],
    ['names a part of its sign-in page', to(`${LOGIN}#/form`), to(`${LOGIN}#/form`), ASK],
    ['redirects in a circle', to('/'), to('/'), DOES_NOT_TELL],
    ['leads both to another app', to('https://portal.test/'), to('https://portal.test/'), DOES_NOT_TELL],
    [
      'shows a stranger its start page and leads the person to a sign-in',
      page('Hello'),
      to(OP),
      DOES_NOT_TELL,
    ],
    [
      'leads a stranger to one sign-in and the person to another',
      to(OP),
      to('https://other.test/login'),
      DOES_NOT_TELL,
    ],
    [
      'names no address to lead to',
      { status: 302, location: null, body: '' },
      { status: 302, location: null, body: '' },
      DOES_NOT_TELL,
    ],
    ['leads to what is no page', to('javascript:alert(1)'), to('javascript:alert(1)'), DOES_NOT_TELL],
    ['leads the person alone to what is no page', to(OP), to('javascript:alert(1)'), DOES_NOT_TELL],
    [
      'leads the person alone to a page of another kind',
      to(OP),
      to('shttp://wiki.test/start'),
      DOES_NOT_TELL,
    ],
    [
      'leads the person alone to no address',
      to(OP),
      { status: 302, location: null, body: '' },
      DOES_NOT_TELL,
    ],
    ['leads the person alone on, to plain http', to(OP), to('http://wiki.test/start'), IN],
    [
      'names no address to a stranger, and leads the person on',
      { status: 302, location: null, body: '' },
      to('/start'),
      IN,
    ],
    ['names a sign-in beside a page, which leads nowhere', to(OP, 200), to(OP, 200), DOES_NOT_TELL],
    ['names a sign-in beside a refusal, which leads nowhere', to(OP, 400), to(OP, 400), DOES_NOT_TELL],
    ['offers both a choice of one sign-in', to(OP, 300), to(OP, 300), OUT],
    ['offers the person a choice of pages', page('No', 401), page('Choose', 300), DOES_NOT_TELL],
    ['gives the person no answer', to(OP), page('', 0), DOES_NOT_TELL],
    ['forbids a stranger and shows the person its page', page('No', 403), page('Welcome'), IN],
    ['refuses a stranger in the words that the person is shown', page('Hello', 401), page('Hello'), IN],
    [
      'leads both to a WS-Federation sign-in',
      to('https://adfs.test/x?wa=wsignin1.0&wtrealm=urn%3Awiki'),
      to('https://adfs.test/x?wa=wsignin1.0&wtrealm=urn%3Awiki'),
      OUT,
    ],
    [
      'leads both to an address with a part of a request',
      to('https://portal.test/?client_id=wiki'),
      to('https://portal.test/?client_id=wiki'),
      DOES_NOT_TELL,
    ],
    [
      'shows both a page, with a word less for the person',
      page('<p>Hello stranger'),
      page('<p>Hello alice'),
      IN,
    ],
    ['shows both the same words, run together in another way', page('ab c'), page('a bc'), IN],
    [
      'shows both the same words, with a mark in place of a space',
      page('Hello<b>you'),
      page('Hello you'),
      DOES_NOT_TELL,
    ],
    [
      'shows both the same words, with a script in place of a space',
      page('Hello<script>a</script>you'),
      page('Hello you'),
      DOES_NOT_TELL,
    ],
    [
      'shows both the same words, spaced in another way',
      page(' Hello  you'),
      page('Hello you '),
      DOES_NOT_TELL,
    ],
    [
      'shows both marks with other names',
      page('<p class=one>Hello'),
      page('<p class=two>Hello'),
      DOES_NOT_TELL,
    ],
    [
      'shows both scripts of several words and lines',
      page('<p>Hello<script>let a;\n go(a)</script >'),
      page('<p>Hello<script>const b =\n x</script >'),
      DOES_NOT_TELL,
    ],
    [
      'shows both a secret of 40 letters',
      page(`Hello ${'a'.repeat(40)}`),
      page(`Hello ${'b'.repeat(40)}`),
      DOES_NOT_TELL,
    ],
    [
      'shows both another word of 39 letters',
      page(`Hello ${'a'.repeat(39)}`),
      page(`Hello ${'b'.repeat(39)}`),
      IN,
    ],
  ])('that %s', (_, stranger, person, says) => {
    expect(readAppAnswers(APP, stranger, person)).toEqual(says);
  });

  it.each(['<', '<script ', '<style>', '<p a="<'])('is read in no time, whatever it sends: %j', (part) => {
    const before = performance.now();
    const sent = part.repeat(2_000_000 / part.length);
    expect(readAppAnswers(APP, page(sent), page(sent))).toEqual(DOES_NOT_TELL);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('is out where it leads to a host that only looks like its own without “www.”', () => {
    const address = 'https://a.b.test/login';
    expect(readAppAnswers('https://a.www.b.test/', to(address), to(address))).toEqual(OUT);
  });

  it.each([
    ...['login', 'log-in', 'log_in', 'signin', 'sign-in', 'sign_in', 'logon', 'log-on', 'log_on', 'signon'],
    ...['sign-on', 'sign_on', 'sso', 'oauth', 'oauth2', 'oidc', 'openid', 'openid-connect', 'saml', 'saml2'],
    ...['authorise', 'authorize', 'authenticate', 'authorization', 'auth', 'session/new', 'x.login', 'x_sso'],
  ])('is out where it leads to /%s of another host', (name) => {
    const address = `https://beside.test/${name}?from=wiki`;
    expect(readAppAnswers(APP, to(address), to(address))).toEqual(OUT);
  });

  it.each([
    ...['logout', 'log-out', 'log_out', 'logoff', 'log-off', 'signout', 'sign-out', 'sign_out', 'signoff'],
    ...[
      'logged-out',
      'logged_out',
      'loggedout',
      'logged-off',
      'signed-out',
      'signed_out',
      'signedout',
      'signed-off',
    ],
    ...['session-ended', 'session_ended', 'sessionended', 'session-invalid', 'session-lost'],
    ...['expired', 'session-expired', 'session_expired', 'sessionexpired', 'timeout', 'time-out', 'time_out'],
    ...[
      'sessiontimeout',
      'session-timeout',
      'invalidsession',
      'invalid-session',
      'invalid_session',
      'denied',
    ],
    ...[
      'accessdenied',
      'access-denied',
      'access_denied',
      'forbidden',
      'unauthorized',
      'unauthorised',
      'error',
    ],
  ])('does not tell where it leads the person alone to /%s', (name) => {
    expect(readAppAnswers(APP, to(OP), to(`/${name}`))).toEqual(DOES_NOT_TELL);
  });

  it.each(['errors-of-others', 'timeouts', 'signoffs'])(
    'lets the person in where it leads to /%s, which is only called alike',
    (name) => {
      expect(readAppAnswers(APP, to(OP), to(`/${name}`))).toEqual(IN);
    },
  );

  it.each([
    'https://sso.test/realms/a/protocol/openid-connect/auth',
    'https://sso.test/realms/a/protocol/saml',
    'https://beside.test/users/sign_in',
    'https://beside.test/auth/login',
    'https://beside.test/auth/',
    'https://beside.test/Account/LogOn',
    'https://beside.test/session/new',
    'https://beside.test/oauth2/authorization/keycloak',
    'https://beside.test/oidc/sso/wiki',
  ])('is out where it leads to %s', (address) => {
    expect(readAppAnswers(APP, to(address), to(address))).toEqual(OUT);
  });

  it.each(['https://beside.test/authors', 'https://beside.test/blog/insignia', 'https://beside.test/single'])(
    'does not tell where it leads to %s, which is no sign-in',
    (address) => {
      expect(readAppAnswers(APP, to(address), to(address))).toEqual(DOES_NOT_TELL);
    },
  );
});
