import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { REALM_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { glanceOf } from '../../../../lib/ui/toolbar/glance.ts';
import { textOf } from '../words.ts';

/** The button's words where the realms stand so, in the order of their names. */
function glance(...statuses: (RealmStatus | undefined)[]): { kind: string; mark: string; title: string } {
  const realms = ['Support', 'Staff', 'Partners'].slice(0, statuses.length).map((label) => ({
    ...REALM_DEFAULTS,
    id: label,
    issuer: `https://sso.example.org/realms/${label}`,
    label,
  }));
  const known = realms.flatMap(({ id }, at) => (statuses[at] ? [[id, statuses[at]]] : []));
  const said = glanceOf(realms, Object.fromEntries(known));
  const mark = typeof said.mark === 'string' ? said.mark : textOf('en', said.mark);
  return { ...said, mark, title: textOf('en', said.title) };
}

const IN: RealmStatus = { state: 'signed-in', userName: 'alice' };
const OUT: RealmStatus = { state: 'signed-out', verdict: 'signed-out' };

describe('the button at a glance', () => {
  it('says nothing of what nobody has asked', () => {
    for (const one of [glance(), glance(undefined), glance(OUT, undefined)])
      expect(one).toEqual({ kind: 'none', mark: '', title: 'Sign out of Keycloak' });
  });

  it('says to how many realms somebody is signed in', () => {
    expect(glance(IN)).toMatchObject({ mark: '1', title: 'Full Sign-out: signed in to 1 realm' });
    expect(glance(IN, OUT, IN)).toMatchObject({ mark: '2', title: 'Full Sign-out: signed in to 2 realms' });
  });

  it('says that all are out where all have been asked, and no more than that', () => {
    expect(glance(OUT, { state: 'signed-out' })).toEqual({
      kind: 'signed-out',
      mark: '',
      title: 'Full Sign-out: signed out when last asked',
    });
  });

  it('says before all else that it is at work', () => {
    expect(glance(IN, { state: 'working' }, { state: 'failed', verdict: 'somebody' })).toMatchObject({
      mark: '…',
      title: 'Full Sign-out: signing out…',
    });
  });

  it('says that a sign-out comes by itself, unless one works already', () => {
    const realms = [{ ...REALM_DEFAULTS, id: 'a', issuer: 'https://sso.example.org/realms/a', label: 'A' }];
    expect(textOf('en', glanceOf(realms, { a: IN }, true).title)).toContain('by itself in a moment');
    expect(glanceOf(realms, { a: { state: 'working' } }, true).kind).toBe('working');
  });

  it.each<RealmStatus>([
    { state: 'failed', verdict: 'somebody' },
    { state: 'failed', verdict: 'again' },
    { state: 'failed', verdict: 'may-remain' },
    { state: 'unknown', verdict: 'not-proven' },
  ])('says that a session may be open after a sign-out that came to “$verdict”', (left) => {
    expect(glance(IN, left)).toMatchObject({
      mark: '!',
      title: 'Full Sign-out: you may still be signed in to Staff',
    });
  });

  it('counts several of them', () => {
    const left: RealmStatus = { state: 'failed', verdict: 'somebody' };
    expect(glance(left, left).title).toBe('Full Sign-out: you may still be signed in to 2 realms');
  });

  it('does not take a realm that could not be asked for one that was left open', () => {
    expect(glance({ state: 'failed', failure: { code: 'offline', details: [] } })).toMatchObject({
      mark: '',
    });
  });
});
