import { describe, expect, it } from 'vitest';
import type { Countdown } from '../../../../lib/contract/countdown.ts';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { REALM_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { isSpoken, lineOfCountdown } from '../../../../lib/ui/countdown/countdown-line.ts';
import { textOf } from '../words.ts';

const COUNTDOWN: Countdown = { rule: 'idle', startedAt: 0, actAt: 30_000, minutes: 10 };
const REALMS = ['Support', 'Staff'].map((label) => ({
  ...REALM_DEFAULTS,
  id: label,
  issuer: `https://sso.example.org/realms/${label}`,
  label,
}));
const IN: RealmStatus = { state: 'signed-in', userName: 'alice' };
const OUT: RealmStatus = { state: 'signed-out' };

function words(
  now: number,
  statuses: Record<string, RealmStatus> = {},
  different: Partial<Countdown> = {},
): Record<'heading' | 'why' | 'who', string> {
  const { heading, why, who } = lineOfCountdown({ ...COUNTDOWN, ...different }, REALMS, statuses, now, 'en');
  return { heading: textOf('en', heading), why: textOf('en', why), who: textOf('en', who) };
}

describe('a countdown', () => {
  it.each([
    [0, '0:30'],
    [5_500, '0:25'],
    [29_999, '0:01'],
    [30_000, '0:00'],
    [99_000, '0:00'],
  ])('says after %d ms that it goes on for %s', (now, left) => {
    expect(words(now).heading).toBe(`Signing out in ${left}`);
  });

  it('says minutes too', () => {
    expect(words(0, {}, { actAt: 605_000 }).heading).toBe('Signing out in 10:05');
  });

  it('names whoever is signed in where the last look has told it, and the realms that are not known to be out', () => {
    expect(words(0, { Support: IN, Staff: OUT }).who).toBe('This desk is signed in as alice (Support)');
    expect(words(0, { Support: IN, Staff: IN }).who).toBe(
      'This desk is signed in as alice (Support and Staff)',
    );
  });

  it('says that somebody is in where no name is known: nobody is asked for it', () => {
    expect(words(0).who).toBe('Somebody is signed in (Support and Staff)');
    expect(words(0, { Support: { state: 'unknown' }, Staff: OUT }).who).toBe(
      'Somebody is signed in (Support)',
    );
  });

  it('becomes the question who sits here once somebody has used the computer', () => {
    expect(words(5_000, { Support: IN, Staff: OUT }, { stoppedAt: 4_000 })).toEqual({
      heading: 'This desk is signed in as alice (Support)',
      why: 'Nobody has used this computer for 10 minutes.',
      who: 'Not you? Sign out now.',
    });
  });

  it('is said aloud at its start, ten seconds before its end, and at its end', () => {
    const spoken = Array.from({ length: 31 }, (_, second) => second * 1000).filter((now) =>
      isSpoken(COUNTDOWN, now),
    );
    expect(spoken).toEqual([0, 20_000, 30_000]);
  });
});
