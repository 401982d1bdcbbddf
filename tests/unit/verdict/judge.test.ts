import { describe, expect, it } from 'vitest';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { UNNAMED } from '../../../lib/verdict/facts.ts';
import { isOut, isProven, judge } from '../../../lib/verdict/judge.ts';
import { PROOF_ROWS } from './rows-proof.ts';
import { REMAINS_ROWS } from './rows-remains.ts';
import { deed, ENDED, FOUND, failed, PROOF, question, session, silent, story, token } from './story.ts';

const NOTED: NewFact = { f: 'noted', cause: { code: 'post-logout-uri-refused', details: ['u'] } };
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
    expect(judge(story(...FOUND, ENDED, NOTED, ...PROOF), SESSION_ONLY)).toMatchObject({
      is: 'signed-out',
      failure: { code: 'post-logout-uri-refused' },
    });
  });

  it.each<[string, NewFact[], string | undefined]>([
    ['a wrong set-up that a step has met', [failed('client-refused'), failed('timed-out')], 'client-refused'],
    ['the last of two', [failed('client-refused'), failed('issuer-mismatch')], 'issuer-mismatch'],
    ['nothing of what is no set-up', [failed('timed-out')], undefined],
    ['what was noted before what was met', [NOTED, failed('client-refused')], 'post-logout-uri-refused'],
  ])('says beside a proof %s', (_, met, code) => {
    const verdict = judge(story(...FOUND, ...met, ENDED, ...PROOF), SESSION_ONLY);
    expect([verdict.is, verdict.failure?.code]).toEqual(['signed-out', code]);
  });

  it('has no failure and nothing untold where all is well', () => {
    expect(judge(story(...FOUND, ENDED, ...PROOF), SESSION_ONLY)).toEqual({
      is: 'signed-out',
      apps: [],
      providers: [],
    });
  });

  it('says of a session that was ended, and of no other, that its apps were not told', () => {
    const untold: NewFact = { f: 'details-untold', sid: 's1' };
    const ended = judge(story(...FOUND, untold, ENDED, ...PROOF), SESSION_ONLY);
    expect([ended.appsUntold, isOut(ended.is), isProven(ended)]).toEqual([true, true, false]);
    expect(judge(story(...FOUND, untold), SESSION_ONLY)).not.toHaveProperty('appsUntold');
  });

  it.each<[string, NewFact[], string]>([
    ['that has led back', [deed('tab', 'leads', UNNAMED)], 'signed-out'],
    ['that has not', [deed('tab', 'closed', UNNAMED)], 'not-proven'],
    ['after which another session ended by its hint', [deed('tab', 'closed', UNNAMED), ENDED], 'not-proven'],
  ])('counts a person who was asked for whoever is there, in a tab %s', (_, deeds, is) => {
    expect(judge(story(...FOUND, ...deeds, ...PROOF), SESSION_ONLY).is).toBe(is);
  });

  it('counts no person who was asked for a session with a name', () => {
    expect(judge(story(...FOUND, deed('tab', 'closed'), ENDED, ...PROOF), SESSION_ONLY).is).toBe(
      'signed-out',
    );
  });

  it('gives the reason of a step before the general word, but for what is so whatever a step has met', () => {
    const codeOf = (...facts: NewFact[]) => judge(story(...facts), SESSION_ONLY).failure?.code;
    const met = failed('server-unreachable');
    expect(codeOf(...FOUND, ENDED, met, question('nobody'), token('unclear'))).toBe('server-unreachable');
    expect(codeOf(...FOUND, ENDED, met, question('nobody'), token('accepted'))).toBe('session-left');
    expect(codeOf(...FOUND, ENDED, met, question('nobody'), token('expired'))).toBe('token-expired');
    expect(codeOf(...FOUND, ENDED, met, ...PROOF, { f: 'given-up' })).toBe('unfinished');
  });

  it('names each identity provider once, and none that was not named', () => {
    const again = [question('somebody'), silent('somebody'), session('s2')];
    expect(judge(story(...FOUND, ENDED, ...again), SESSION_ONLY).failure).toEqual({
      code: 'signed-in-again',
      details: [],
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

  it('are as many as the session that had most of them told', () => {
    const told = (count: number): NewFact => ({
      f: 'details',
      sid: 's1',
      apps: [],
      devices: count,
      providers: [],
      offline: [],
    });
    const facts = story(...FOUND, told(1), told(3), told(2), ENDED, ...PROOF);
    expect(judge(facts, asked).devices).toEqual({ ended: false, count: 3 });
    expect(judge(facts, asked).failure).toEqual({ code: 'devices-left', details: [] });
    expect(judge(story(...signedOut), asked).devices).toEqual({ ended: false, count: 0 });
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
