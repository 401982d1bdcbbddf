import { describe, expect, it } from 'vitest';
import { registrationFields } from '../../../../../lib/ui/options/registration-fields.ts';
import {
  formatNames,
  formatSeconds,
  formatTime,
  isolated,
  issuerHost,
  pickLocale,
} from '../../../../../lib/ui/shared/words/format.ts';
import { keyPart } from '../../../../../lib/ui/shared/words/message.ts';
import { runIdIn } from '../../../../../lib/ui/signed-out/run-id.ts';

describe('a duration', () => {
  it.each([
    [0, 'en', '0.1'],
    [40, 'en', '0.1'],
    [210, 'en', '0.2'],
    [210, 'de', '0,2'],
    [1000, 'en', '1.0'],
    [9940, 'en', '9.9'],
    [9960, 'en', '10'],
    [12_400, 'en', '12'],
  ])('of %d ms in %s reads %s', (ms, locale, text) => {
    expect(formatSeconds(ms, locale)).toBe(text);
  });
});

describe('a name within a sentence', () => {
  it.each(['Staff', 'Zoë 2', '愛麗絲', 'Алиса', ''])(
    'stands as it is where it runs as the sentence does (%s)',
    (name) => {
      expect(isolated(name)).toBe(name);
    },
  );

  it.each(['אליס', 'عليّة 7', 'Staff (ת)', '\u{10800}', '\u{1e900}'])(
    'turns nothing around it (%s)',
    (name) => {
      expect(isolated(name)).toBe(`\u2068${name}\u2069`);
      expect(formatNames(['A', name], 'en')).toBe(`A and \u2068${name}\u2069`);
    },
  );
});

describe('a time', () => {
  const now = new Date(2026, 0, 5, 10, 32).getTime();
  const morning = (day: number) => new Date(2026, 0, day, 9, 14).getTime();

  it('of today has no date', () => {
    expect(formatTime(morning(5), { locale: 'en-GB', now })).toBe('09:14');
    expect(formatTime(morning(5), { locale: 'en-US', now })).toMatch(/^9:14\sAM$/);
  });

  it('of another day has its date', () => {
    expect(formatTime(morning(4), { locale: 'de', now })).toBe('04.01.26, 09:14');
  });
});

describe('the locale for numbers and times', () => {
  it('is the language of the texts in the region of the person', () => {
    expect(pickLocale('en', ['fr-CH', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(pickLocale('de', ['de-AT', 'en'])).toBe('de-AT');
  });

  it('is the language of the texts where the person has another', () => {
    expect(pickLocale('en', ['fr-CH', 'fr'])).toBe('en');
  });
});

describe('small parts', () => {
  it('shows the host of an issuer with its port', () => {
    expect(issuerHost('https://sso.example.org:8443/auth/realms/staff')).toBe('sso.example.org:8443');
  });

  it('shows no host for a realm of which nothing is known yet', () => {
    expect(issuerHost('')).toBe('');
  });

  it('turns a code into a part of a key', () => {
    expect(keyPart('post-logout-uri-refused')).toBe('post_logout_uri_refused');
  });

  it('finds the sign-out that an address names', () => {
    expect(runIdIn('#run=Ab-_1')).toBe('Ab-_1');
    expect(runIdIn('#run=')).toBeNull();
    expect(runIdIn('')).toBeNull();
  });

  it('lists each post-logout redirect URI', () => {
    const registration = { redirectUris: ['r'], postLogoutUris: ['p', 'q'], webOrigin: 'w' };
    const values = registrationFields(registration).flatMap((field) =>
      field.values.map(({ value }) => value),
    );
    expect(values).toEqual(['r', 'p', 'q', 'w']);
  });
});
