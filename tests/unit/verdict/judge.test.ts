import { describe, expect, it } from 'vitest';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { isOut, isProven, judge } from '../../../lib/verdict/judge.ts';
import { PROOF_ROWS } from './rows-proof.ts';
import { REMAINS_ROWS } from './rows-remains.ts';
import { deed, ENDED, FOUND, PROOF, question, session, silent, story, token } from './story.ts';

const SESSION_ONLY = { otherDevices: false };

describe('the verdict', () => {
  it.each([...PROOF_ROWS, ...REMAINS_ROWS])('where %s', (_, facts, is, code) => {
    const verdict = judge(story(...facts), SESSION_ONLY);
    expect([verdict.is, verdict.failure?.code]).toEqual([is, code]);
  });

  it('names the identity providers through which somebody came in again', () => {
    const details = {
      f: 'details' as const,
      sid: 's1',
      apps: [],
      devices: 0,
      offline: [],
      providers: [{ alias: 'idp', name: 'Company' }],
    };
    const facts = story(...FOUND, details, ENDED, question('somebody'), silent('somebody'), session('s2'));
    expect(judge(facts, SESSION_ONLY).failure).toEqual({ code: 'signed-in-again', details: ['Company'] });
  });

  it('counts the deeds of realms that share an app or a host', () => {
    const facts = story(...FOUND, ENDED, ...PROOF);
    expect(judge(facts, SESSION_ONLY, facts.length + 1).is).toBe('not-proven');
  });

  it('says beside a proof what an admin should know', () => {
    const noted: NewFact = { f: 'noted', cause: { code: 'post-logout-uri-refused', details: ['u'] } };
    expect(judge(story(...FOUND, ENDED, noted, ...PROOF), SESSION_ONLY)).toMatchObject({
      is: 'signed-out',
      failure: { code: 'post-logout-uri-refused' },
    });
  });
});

describe('other devices', () => {
  const asked = { otherDevices: true };
  const signedOut = [...FOUND, ENDED, ...PROOF];

  it('are no part of it where nobody asked for them, or nobody was there', () => {
    expect(judge(story(...signedOut), SESSION_ONLY).devices).toBeUndefined();
    expect(judge(story(question('nobody')), asked).devices).toBeUndefined();
  });

  it('keep a realm from being proven where they are not known to have ended, with the cause', () => {
    const cause = { code: 'devices-left' as const, details: ['account API: 403'] };
    const refused: NewFact = { f: 'devices', ended: false, count: 2, cause };
    const verdict = judge(story(...FOUND, refused, ENDED, ...PROOF), asked);
    expect(verdict).toMatchObject({ is: 'signed-out', devices: { ended: false, count: 2 }, failure: cause });
    expect([isOut(verdict.is), isProven(verdict)]).toEqual([true, false]);
  });

  it('are said to be left where nothing could be asked of them', () => {
    const verdict = judge(story(...signedOut), asked);
    expect(verdict).toMatchObject({ devices: { ended: false }, failure: { code: 'devices-left' } });
  });

  it('are done with once the server has confirmed it', () => {
    const ended: NewFact = { f: 'devices', ended: true, count: 2 };
    expect(isProven(judge(story(...FOUND, ended, ENDED, ...PROOF), asked))).toBe(true);
  });

  it('are left where another session has come into the browser since they were done with: it may be another person’s', () => {
    const ended: NewFact = { f: 'devices', ended: true, count: 2 };
    const other = [
      question('somebody'),
      session('s2'),
      token('accepted', 's2'),
      deed('fetch', 'leads', 's2'),
    ];
    const facts = [...FOUND, ended, ENDED, ...other, ...PROOF, token('refused', 's2')];
    const verdict = judge(story(...facts), asked);
    expect(verdict).toMatchObject({ is: 'signed-out', devices: { ended: false } });
    expect(isProven(verdict)).toBe(false);
    expect(isProven(judge(story(...facts, ended), asked))).toBe(true);
  });
});
