import { describe, expect, it } from 'vitest';
import type { Failure, FailureCode } from '../../../../lib/errors/failure.ts';
import { isHostAllowed } from '../../../../lib/ui/options/allowed.ts';
import {
  type LineLook,
  lookOfApp,
  lookOfDevices,
  lookOfProvider,
  soFar,
} from '../../../../lib/ui/shared/app-line.ts';
import { appVerdicts } from '../../../../lib/verdict/beside.ts';
import type { AppState } from '../../../../lib/verdict/facts.ts';
import { providerOf, verdictOf } from '../rows.ts';
import { type Language, textOf } from '../words.ts';

const WIKI = { key: 'https://wiki.test', name: 'Wiki', origin: 'https://wiki.test' };

/** An app as the judge sees it after these marks, the cause beside the last of them. */
function judged(marks: AppState[], cause?: Failure) {
  const facts = marks.map((is, at) => {
    const because = at === marks.length - 1 && cause ? { cause } : {};
    return { f: 'app' as const, at, app: WIKI, is, ...because };
  });
  const [app] = appVerdicts(facts);
  if (!app) throw new Error('there is no app');
  return app;
}

const textIn = (language: Language, { words }: LineLook) =>
  words.map((one) => textOf(language, one)).join(', ');
const because = (code: FailureCode, ...details: string[]): Failure => ({ code, details });

describe('an app in a result', () => {
  it.each<[AppState[], string, string]>([
    [['in-session'], 'unsure', 'was in the session, not asked whether you are out'],
    [
      ['in-session', 'told'],
      'unsure',
      'was in the session, told of the sign-out, not asked whether you are out',
    ],
    [['told'], 'unsure', 'told of the sign-out, not asked whether you are out'],
    [['in-session', 'told', 'out'], 'ok', 'was in the session, told of the sign-out, asked, out'],
    [['out'], 'ok', 'asked, it wants you to sign in again'],
    [['cleared'], 'done', 'cleared in this browser'],
    [['cleared', 'does-not-tell'], 'done', 'cleared in this browser'],
    [['cleared', 'reloaded'], 'done', 'cleared in this browser, its tabs reloaded'],
    [['cleared', 'closed'], 'done', 'cleared in this browser, its tabs closed'],
    [['cleared', 'kept-open'], 'unsure', 'cleared in this browser, a tab with unsaved input was left open'],
    [['cleared', 'left-over'], 'unsure', 'cleared in this browser, but something of it is left'],
    [['not-allowed'], 'unsure', 'not cleared, because access to it has not been allowed'],
    [
      ['kept-away'],
      'unsure',
      'not cleared, because a policy of this browser keeps the extension away from it',
    ],
    [['not-cleared'], 'unsure', 'could not be cleared in this browser'],
    [
      ['told', 'does-not-tell'],
      'unsure',
      'told of the sign-out, asked, it does not tell whether you are out',
    ],
    [['cleared', 'in'], 'alert', 'cleared in this browser, asked, it still lets you in'],
  ])('of the marks %j has the mark %s', (marks, mark, text) => {
    const look = lookOfApp(judged(marks), 'en', false);
    expect(look.mark).toBe(mark);
    expect(textIn('en', look)).toBe(text);
  });

  it.each<[FailureCode, string, string]>([
    [
      'app-unreachable',
      'not told: its server could not be reached',
      'nicht unterrichtet: der Server war nicht zu erreichen',
    ],
    ['app-error', 'not told: it answered with an error', 'nicht unterrichtet: die Antwort war ein Fehler'],
    [
      'app-page-unread',
      "not told: Keycloak's page could not be understood",
      'nicht unterrichtet: die Seite von Keycloak war nicht zu verstehen',
    ],
    ['timed-out', 'not told: it took too long', 'nicht unterrichtet: es dauerte zu lange'],
    ['unexpected', 'not told', 'nicht unterrichtet'],
  ])('that was not told because of %s says why', (code, en, de) => {
    const look = lookOfApp(judged(['not-told'], because(code)), 'en', false);
    expect(look.mark).toBe('unsure');
    expect(textIn('en', look)).toBe(`${en}, not asked whether you are out`);
    expect(textIn('de', look)).toBe(`${de}, nicht gefragt, ob Sie abgemeldet sind`);
  });

  it('that gave no answer says why', () => {
    const look = lookOfApp(judged(['in-session', 'does-not-tell'], because('timed-out')), 'en', false);
    expect(textIn('en', look)).toBe('was in the session, asked, no answer: it took too long');
    expect(textIn('de', look)).toContain('gefragt, ohne Antwort: es dauerte zu lange');
  });

  it('that was opened unseen names the host that would have to be allowed', () => {
    const look = lookOfApp(judged(['not-told'], because('app-unseen', 'wiki.test')), 'en', false);
    expect(textIn('en', look)).toContain('without access to wiki.test it cannot be seen whether it took it');
  });

  it('names the domains whose cookies are left', () => {
    const cause = because('app-cookies-left', 'example.org', 'test');
    const look = lookOfApp(judged(['not-told', 'cleared', 'left-over'], cause), 'en', false);
    expect(textIn('en', look)).toBe(
      'not told, cleared in this browser, but a cookie of example.org and test is left',
    );
    expect(look.mark).toBe('unsure');
  });

  it('is no warning while more is to come, unless it is known to be open', () => {
    const look = lookOfApp(judged(['in-session']), 'en', true);
    expect(look).toMatchObject({ mark: 'unknown', tone: 'soft' });
    expect(textIn('en', look)).toBe('was in the session');
    expect(lookOfApp(judged(['in']), 'en', true).mark).toBe('alert');
    expect(lookOfApp(judged(['cleared']), 'en', true).mark).toBe('done');
  });
});

describe('an identity provider in a result', () => {
  it.each([
    ['out', 'ok', 'you are not signed in there'],
    ['in', 'alert', 'you are still signed in there, and the next sign-in walks straight back in'],
    ['unknown', 'unsure', 'whether you are still signed in there is not known'],
  ] as const)('that is %s has the mark %s', (is, mark, text) => {
    const look = lookOfProvider(providerOf('Google', is));
    expect(look.mark).toBe(mark);
    expect(textIn('en', look)).toBe(text);
  });
});

describe('other devices in a result', () => {
  it.each([
    [{ ended: true, count: 0 }, 'ok', 'No session was left on other devices'],
    [{ ended: true, count: 1 }, 'ok', '1 session on other devices ended'],
    [{ ended: true, count: 3 }, 'ok', '3 sessions on other devices ended'],
    [{ ended: false, count: 1 }, 'alert', '1 session on other devices may still be signed in'],
    [{ ended: false, count: 2 }, 'alert', '2 sessions on other devices may still be signed in'],
    [{ ended: false, count: 0 }, 'unsure', 'Other devices may still be signed in'],
  ] as const)('of %j have the mark %s', (devices, mark, text) => {
    const look = lookOfDevices(devices);
    expect(look.mark).toBe(mark);
    expect(textIn('en', look)).toBe(text);
  });
});

describe('a realm at work', () => {
  const providers = [providerOf('Google', 'unknown'), providerOf('HQ', 'in')];

  it('shows no identity provider that nobody has asked yet, and no devices before they have ended', () => {
    const shown = soFar(verdictOf('not-proven', { providers, devices: { ended: false, count: 1 } }));
    expect(shown).toEqual(verdictOf('not-proven', { providers: providers.slice(1) }));
  });

  it('shows devices that have ended', () => {
    const ended = verdictOf('not-proven', { devices: { ended: true, count: 1 } });
    expect(soFar(ended)).toEqual(ended);
  });
});

describe('a host', () => {
  it.each([
    ['https://sso.test/*', true],
    ['https://*/*', true],
    ['<all_urls>', true],
    ['http://*/*', false],
    ['https://other.test/*', false],
  ])('is allowed by %s: %s', (pattern, allowed) => {
    expect(
      isHostAllowed(
        { hosts: [pattern], clearing: true, everywhere: false },
        'https://sso.test:8443/realms/a',
      ),
    ).toBe(allowed);
  });
});
