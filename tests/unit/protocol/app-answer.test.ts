import { describe, expect, it } from 'vitest';
import {
  type AppAnswer,
  type AppSays,
  readAppAnswers,
  readSignInPage,
} from '../../../lib/protocol/app-answer.ts';

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
  ])('that %s', (_, stranger, person, says) => {
    expect(readAppAnswers(APP, stranger, person)).toEqual(says);
  });

  it.each(['<', '<script ', '<style>', '<p a="<'])('is read in no time, whatever it sends: %j', (part) => {
    const before = performance.now();
    const sent = part.repeat(2_000_000 / part.length);
    expect(readAppAnswers(APP, page(sent), page(sent))).toEqual(DOES_NOT_TELL);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it.each([
    'https://sso.test/realms/a/protocol/openid-connect/auth',
    'https://sso.test/realms/a/protocol/saml',
    'https://beside.test/users/sign_in',
    'https://beside.test/auth/login',
    'https://beside.test/auth/',
    'https://beside.test/Account/LogOn',
    'https://beside.test/session/new',
    'https://beside.test/oauth2/authorization/keycloak',
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

describe('a sign-in page of an app', () => {
  it.each<[string, AppAnswer, 'out' | 'does-not-tell']>([
    ['leads to the OP', to(OP), 'out'],
    ['asks for a password', page('<form method="post"><input name="p" type="password">'), 'out'],
    [
      'is drawn by a script, which alone knows who is in',
      page('<form><input type="password"></form>'),
      'does-not-tell',
    ],
    [
      'has a field for a password elsewhere',
      page('<form method=post>Search</form><form><input type="password">'),
      'does-not-tell',
    ],
    ['begins fields without end', page('<input '.repeat(300_000)), 'does-not-tell'],
    ['leads whoever is in back to the start', to('/'), 'does-not-tell'],
    ['leads to one more of its own', to('/sso/start'), 'does-not-tell'],
    ['shows some page', page('Choose how to sign in'), 'does-not-tell'],
    ['fails', page('<input type=password>', 500), 'does-not-tell'],
  ])('that %s', (_, answer, says) => {
    expect(readSignInPage(LOGIN, answer)).toBe(says);
  });
});
