import { describe, expect, it } from 'vitest';
import { type AppAnswer, readSignInPage } from '../../../lib/protocol/app-answer.ts';

const LOGIN = 'https://wiki.test/login?next=%2F';
const OP = 'https://sso.test/realms/support/protocol/openid-connect/auth?response_type=code&client_id=wiki';

const to = (location: string): AppAnswer => ({ status: 302, location, body: '' });
const page = (body: string, status = 200): AppAnswer => ({ status, location: null, body });

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
    ['asks for one by capitals and spaces', page('<FORM METHOD = POST><INPUT TYPE = "password">'), 'out'],
    ['asks for one in single quotes', page("<form method='post'><input type='password'>"), 'out'],
    ['has such fields before any form', page('<p method=post><input type=password><form>'), 'does-not-tell'],
    ...[
      '<!-- X -->',
      '<template>X</template>',
      '<SCRIPT type="text/template">X</script>',
      '<noscript>X',
      '<!--X',
    ].map((around): [string, AppAnswer, 'does-not-tell'] => [
      `keeps its form where nobody is shown it: ${around}`,
      page(`Welcome, alice${around.replace('X', '<form method=post><input type=password></form>')}`),
      'does-not-tell',
    ]),
    [
      'asks for one beside what is not shown',
      page('<!-- a --><form method=post><script></script><input type=password>'),
      'out',
    ],
    [
      'has a form that another attribute calls so',
      page('<form data-method="post"><input type=password>'),
      'does-not-tell',
    ],
    [
      'has a field that another attribute calls so',
      page('<form method=post><input data-type=password>'),
      'does-not-tell',
    ],
    [
      'asks for one with no space between',
      page(`<form action="/"method="post"><input name="p"type="password">`),
      'out',
    ],
    [
      'asks for one behind a script whose end has a space',
      page('<form method=post><script>a</script ><input type=password>'),
      'out',
    ],
    ['begins fields without end', page('<input '.repeat(300_000)), 'does-not-tell'],
    ['leads whoever is in back to the start', to('/'), 'does-not-tell'],
    ['leads to one more of its own', to('/sso/start'), 'does-not-tell'],
    ['shows some page', page('Choose how to sign in'), 'does-not-tell'],
    ['fails', page('<form method=post><input type=password>', 500), 'does-not-tell'],
  ])('that %s', (_, answer, says) => {
    expect(readSignInPage(LOGIN, answer)).toBe(says);
  });
});
