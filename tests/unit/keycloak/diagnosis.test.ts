import { parseMessagesFile } from '@wxt-dev/i18n/build';
import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../lib/errors/failure.ts';
import {
  CAUSES,
  type Cause,
  CHECKS,
  causeInstead,
  failureFor,
  isCheck,
  OF_REGISTERED,
  ownWordsOf,
  placeOfSetting,
} from '../../../lib/keycloak/diagnosis.ts';
import { REALM_SETTINGS } from '../../../lib/keycloak/realm-setting.ts';

const texts = (await parseMessagesFile('locales/en.yml')).map(({ key }) => key.join('.'));
const ALL = new Set<Cause>([...CAUSES, ...CHECKS]);
const keyOf = (name: string) => name.replaceAll('-', '_');
/** The causes of which a text of this kind is there. */
const wordedAs = (kind: 'ok' | 'wrong' | 'remedy') =>
  texts.flatMap((key) => new RegExp(`^test\\.(\\w+)\\.${kind}$`).exec(key)?.[1] ?? []).toSorted();

describe('what a test of a realm can name', () => {
  it('has a sentence for each check that is right, and no check is without one', () => {
    expect(CHECKS.map(keyOf).toSorted()).toEqual(wordedAs('ok'));
  });

  it.each(['wrong', 'remedy'] as const)(
    'has words of its own (%s), or those of a failure, and never both',
    (kind) => {
      const own = [...ALL].flatMap((cause) => ownWordsOf(cause) ?? []);
      expect(own.map(keyOf).toSorted()).toEqual(wordedAs(kind));
      const failures = [...ALL].flatMap((cause) => failureFor(cause) ?? []);
      for (const failure of failures) {
        expect(texts).toContain(`error.${keyOf(failure)}.what`);
        expect(texts).toContain(`error.${keyOf(failure)}.remedy`);
      }
      expect(own.filter((cause) => failureFor(cause))).toEqual([]);
    },
  );

  it.each<[Cause, FailureCode]>([
    ['not-an-op', 'not-a-realm'],
    ['issuer-differs', 'issuer-mismatch'],
    ['no-end-session', 'no-sign-out-endpoint'],
    ['web-origin', 'web-origin-missing'],
    ['post-logout-uri', 'post-logout-uri-refused'],
    ['offline-default', 'realm-setting'],
    ['sign-in-wanted', 'realm-setting'],
    ['prompt-none-forwarded', 'realm-setting'],
    ['cors-doubled', 'realm-setting'],
    ...REALM_SETTINGS.map((setting): [Cause, FailureCode] => [setting, 'realm-setting']),
  ])('says %s in the words of a row’s %s, and is no failure of that name', (cause, failure) => {
    expect([failureFor(cause), ownWordsOf(cause), causeInstead(cause)]).toEqual([failure, null, null]);
  });

  it.each<FailureCode>([
    'offline',
    'name-unknown',
    'certificate-untrusted',
    'answer-unreadable',
    'timed-out',
    'server-busy',
    'server-unavailable',
    'server-error',
    'page-instead',
    'answer-broken',
    'server-unreachable',
    'realm-missing',
    'realm-disabled',
    'account-disabled',
  ])('is %s where the server’s answer is that failure', (code) => {
    expect(causeInstead(code)).toBe(code);
    expect(failureFor(code as Cause)).toBe(code);
    expect([...ALL]).toContain(code);
  });

  it.each<FailureCode>(['token-refused', 'client-refused', 'unexpected'])(
    'is nothing of its own where the answer is %s',
    (code) => {
      expect(causeInstead(code)).toBeNull();
    },
  );

  it('is said not to be so of a check alone: of what is only met, nothing is said', () => {
    expect([...ALL].filter(isCheck).toSorted()).toEqual(CHECKS.toSorted());
    expect(
      ['offline', 'account-disabled', 'cors-doubled', 'par-required'].map((one) => isCheck(one as Cause)),
    ).toEqual([false, false, false, false]);
  });

  it('names a risk last, as a check that nobody has to put right for a sign-out to work', () => {
    expect(CHECKS.at(-1)).toBe('open-redirect');
    expect(CAUSES).not.toContain('open-redirect');
  });

  it('concerns the registered client, or the realm whichever client asks', () => {
    expect(CHECKS.filter((check) => !OF_REGISTERED.includes(check))).toEqual([
      'plain-http',
      'server-unreachable',
      'not-an-op',
      'realm-missing',
      'realm-disabled',
      'issuer-differs',
      'no-end-session',
      'too-old',
      'clock-off',
      'built-in-client',
    ]);
    expect(OF_REGISTERED.filter((cause) => !isCheck(cause))).toEqual([]);
  });

  it.each([
    ['offline-default', 'Clients → c → Client scopes → offline_access: Optional'],
    [
      'sign-in-wanted',
      'Clients → c → Advanced → Authentication flow overrides (a flow with Cookie), Default ACR Values, Minimum ACR Value',
    ],
    ['prompt-none-forwarded', 'Identity providers → Accepts prompt=none forward from client: Off'],
  ] as const)('stands in the admin console: %s at %s', (setting, place) => {
    expect(placeOfSetting(setting, 'c')).toBe(place);
  });
});
