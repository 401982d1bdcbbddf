import { describe, expect, it } from 'vitest';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { type AppState, type Deed, type LandingKind, UNNAMED, type Way } from '../../../lib/verdict/facts.ts';
import {
  appsBackIn,
  deedsOf,
  detailsOf,
  devicesFactOf,
  endsOf,
  endTriesOf,
  hasWordFor,
  isAccountedFor,
  isEnded,
  isGone,
  isSomebodyUnnamed,
  lastDeedOf,
  lastEndingOf,
  seenApps,
  sidsOf,
  standingTabOf,
  tokenOf,
  wasAccepted,
} from '../../../lib/verdict/reading.ts';
import { deed, ENDED, ENDED_UNNAMED, FOUND, question, session, silent, story, token } from './story.ts';

const WIKI = { key: 'https://wiki.test', name: 'wiki.test' };
const BOARD = { key: 'https://board.test', name: 'Board' };
const ENDING: Way[] = ['fetch', 'identity', 'question', 'account', 'tab'];
const BESIDE: Way[] = ['devices', 'application', 'tell', 'clear'];
const NO_END: Deed['landing'][] = [
  'under-way',
  'elsewhere',
  'page',
  'refused',
  'needs-person',
  'timed-out',
  'closed',
  'unreadable',
];

const details = (apps = [WIKI], sid = 's1'): NewFact => ({
  f: 'details',
  sid,
  apps,
  devices: 0,
  providers: [],
  offline: [],
});
const seen = (is: AppState, app = WIKI): NewFact => ({ f: 'app', app, is });

describe('a try to end a session', () => {
  it.each(ENDING)('is one by the way %s, and an end where it led back or was done', (way) => {
    for (const landing of ['leads', 'done'] satisfies LandingKind[]) {
      const facts = story(question('somebody'), deed(way, landing), silent('nobody'));
      expect(endsOf(facts)).toEqual([{ way, landing, key: 's1', at: 2 }]);
      expect([lastEndingOf(facts), lastDeedOf(facts)]).toEqual([2, 2]);
    }
  });

  it.each(BESIDE)('is not one by the way %s, which is a deed', (way) => {
    const facts = story(deed(way, 'done'));
    expect(deedsOf(facts)).toEqual([{ way, landing: 'done', key: 's1', at: 1 }]);
    expect([endTriesOf(facts), endsOf(facts)]).toEqual([[], []]);
    expect([lastEndingOf(facts), lastDeedOf(facts)]).toEqual([Number.NEGATIVE_INFINITY, 1]);
  });

  it.each(NO_END)('is no end where it came to %s', (landing) => {
    const facts = story(deed('fetch', landing));
    expect(endTriesOf(facts)).toHaveLength(1);
    expect(endsOf(facts)).toEqual([]);
    expect(isEnded(facts, 's1')).toBe(false);
  });

  it.each<[Way, LandingKind, boolean]>([
    ['fetch', 'leads', true],
    ['identity', 'leads', true],
    ['fetch', 'done', false],
    ['fetch', 'page', false],
    ['question', 'leads', false],
    ['account', 'leads', false],
    ['tab', 'leads', false],
  ])('by the way %s with %s is the word of the OP for that session: %s', (way, landing, is) => {
    const facts = story(deed(way, landing), deed('tab', 'closed'));
    expect(hasWordFor(facts, 's1')).toBe(is);
    expect(hasWordFor(facts, 's2')).toBe(false);
  });
});

describe('a session', () => {
  it('is known by its name or by its token, once', () => {
    const facts = story(token('unclear', 's0'), session(), token('accepted'), session('s2', 'remembered'));
    expect(sidsOf(facts)).toEqual(['s1', 's2', 's0']);
  });

  it('has the last word of its own token', () => {
    const facts = story(token('accepted'), token('expired'), token('unclear', 's2'));
    expect(tokenOf(facts, 's1')).toMatchObject({ is: 'expired', at: 2 });
    expect(tokenOf(facts, 's3')).toBeUndefined();
    expect([wasAccepted(facts, 's1'), wasAccepted(facts, 's2')]).toEqual([true, false]);
  });

  it('has ended by the word of whoever ended it, or by its token that is refused', () => {
    expect(isEnded(story(...FOUND), 's1')).toBe(false);
    expect(isEnded(story(...FOUND, ENDED), 's1')).toBe(true);
    expect(isEnded(story(...FOUND, ENDED), 's2')).toBe(false);
    expect(isEnded(story(...FOUND, token('refused')), 's1')).toBe(true);
    expect(isEnded(story(...FOUND, token('expired')), 's1')).toBe(false);
    expect(isEnded(story(session(), token('unclear'), ENDED, token('unclear')), 's1')).toBe(true);
  });

  it('has not ended where its token is accepted later', () => {
    expect(isEnded(story(...FOUND, ENDED, token('accepted')), 's1')).toBe(false);
    expect(isEnded(story(...FOUND, ENDED, token('accepted'), ENDED), 's1')).toBe(true);
  });

  it('has the details that were told last of it', () => {
    const facts = story(details([WIKI]), details([BOARD]), details([], 's2'));
    expect(detailsOf(facts, 's1')?.apps).toEqual([BOARD]);
    expect(detailsOf(facts, 's3')).toBeUndefined();
  });
});

describe('whoever the last question found', () => {
  it('has no name until a session of the browser or a silent answer comes', () => {
    expect(isSomebodyUnnamed(story(question('somebody')))).toBe(true);
    expect(isSomebodyUnnamed(story(question('nobody')))).toBe(false);
    expect(isSomebodyUnnamed(story(silent('somebody')))).toBe(false);
    expect(isSomebodyUnnamed(story())).toBe(false);
    expect(isSomebodyUnnamed(story(question('somebody'), question('nobody')))).toBe(false);
    expect(isSomebodyUnnamed(story(question('somebody'), silent('somebody')))).toBe(false);
    expect(isSomebodyUnnamed(story(question('somebody'), silent('nobody')))).toBe(true);
    expect(isSomebodyUnnamed(story(question('somebody'), session()))).toBe(false);
    expect(isSomebodyUnnamed(story(question('somebody'), session('s0', 'remembered')))).toBe(true);
    expect(isSomebodyUnnamed(story(session(), silent('somebody'), question('somebody')))).toBe(true);
  });

  it('is accounted for by a name, or by an end that is theirs', () => {
    const since = (...facts: NewFact[]) => isAccountedFor(story(question('somebody'), ...facts), 1);
    expect(since()).toBe(false);
    expect(since(session())).toBe(true);
    expect(since(question('somebody'))).toBe(false);
    expect(since(ENDED_UNNAMED)).toBe(true);
    expect(since(deed('tab', 'done', UNNAMED))).toBe(true);
    expect(since(deed('question', 'page', UNNAMED))).toBe(false);
    // A hint ends its own session whoever is there.
    expect(since(deed('fetch', 'leads', UNNAMED))).toBe(false);
    expect(since(deed('question', 'leads', 's9'))).toBe(false);
  });

  it('is accounted for by the end of a session that had its name before', () => {
    const known = [session(), question('somebody')];
    expect(isAccountedFor(story(...known, deed('question', 'leads')), 2)).toBe(true);
    expect(isAccountedFor(story(...known, deed('fetch', 'leads')), 2)).toBe(false);
    expect(
      isAccountedFor(story(session('s1', 'remembered'), question('somebody'), deed('question', 'leads')), 2),
    ).toBe(false);
    expect(isAccountedFor(story(session(), deed('question', 'leads'), question('somebody')), 3)).toBe(false);
  });
});

describe('nothing is left to end', () => {
  it.each<[string, NewFact[], boolean]>([
    ['where nobody was there', [question('nobody')], true],
    ['where nothing was heard', [], true],
    ['not while a session lives', FOUND, false],
    ['once it has ended', [...FOUND, ENDED], true],
    ['not while another one lives', [...FOUND, session('s0', 'remembered'), ENDED], false],
    ['not while somebody without a name is there', [question('somebody')], false],
    ['once they have ended', [question('somebody'), ENDED_UNNAMED], true],
    ['not once somebody was found again', [...FOUND, ENDED, question('somebody')], false],
  ])('%s', (_, facts, is) => {
    expect(isGone(story(...facts))).toBe(is);
  });
});

describe('the tab of the OP', () => {
  it('stands before the person until its last deed is over', () => {
    const standing: NewFact = { f: 'deed', deed: { way: 'tab', key: 's1', landing: 'under-way', tabId: 7 } };
    expect(standingTabOf(story(standing, deed('clear', 'done')))).toMatchObject({ way: 'tab', tabId: 7 });
    expect(standingTabOf(story(standing, deed('tab', 'closed')))).toBeUndefined();
    expect(standingTabOf(story(deed('fetch', 'under-way')))).toBeUndefined();
  });
});

describe('the apps of the facts', () => {
  it('are those that a session named and those that were seen to, as the session knows them', () => {
    const known = { ...WIKI, name: 'Wiki' };
    expect(seenApps(story(seen('cleared'), seen('told', BOARD), details([known])))).toEqual([known, BOARD]);
  });
});

describe('the apps that may have signed the person in again', () => {
  const back = [session('s2'), details([WIKI], 's2')];
  it.each<[string, NewFact[], string[]]>([
    [
      'are those in the new session whose tabs were loaded after the end',
      [...FOUND, ENDED, seen('reloaded'), ...back],
      [WIKI.key],
    ],
    ['are none that were not loaded', [...FOUND, ENDED, seen('cleared'), ...back], []],
    ['are none that were loaded before the end', [...FOUND, seen('reloaded'), ENDED, ...back], []],
    [
      'are none that were loaded after the person was there',
      [...FOUND, ENDED, ...back, seen('reloaded')],
      [],
    ],
    ['are none that are not in the new session', [...FOUND, ENDED, seen('reloaded', BOARD), ...back], []],
    [
      'are none where the new session has told nothing',
      [...FOUND, ENDED, seen('reloaded'), session('s2')],
      [],
    ],
    ['are none where nothing was ended', [...FOUND, seen('reloaded')], []],
    [
      'are none where the session is one that was there before the end',
      [...FOUND, ENDED, seen('reloaded'), session(), details()],
      [],
    ],
    [
      'are none where no session is the browser’s',
      [ENDED, seen('reloaded'), session('s2', 'remembered'), details([WIKI], 's2')],
      [],
    ],
    [
      'stand by the last end before the new session',
      [...FOUND, ENDED, seen('reloaded'), ...back, deed('fetch', 'leads', 's2')],
      [WIKI.key],
    ],
    [
      'are told by the newest of many sessions, and the last of many ends',
      [
        ...FOUND,
        ENDED,
        seen('reloaded', BOARD),
        ...back,
        deed('fetch', 'leads', 's2'),
        session('s3'),
        details([WIKI, BOARD], 's3'),
      ],
      [],
    ],
    [
      'are none that were loaded before the last of many ends',
      [...FOUND, ENDED, seen('reloaded'), ENDED, ...back],
      [],
    ],
    [
      'are told by the newest of many sessions',
      [
        ...FOUND,
        ENDED,
        ...back,
        deed('fetch', 'leads', 's2'),
        seen('reloaded'),
        session('s3'),
        details([WIKI], 's3'),
      ],
      [WIKI.key],
    ],
  ])('%s', (_, facts, apps) => {
    expect(appsBackIn(story(...facts))).toEqual(apps);
  });
});

describe('what was said of other devices', () => {
  const said = (count: number): NewFact => ({ f: 'devices', ended: false, count });
  it('counts where it was said after each session of the browser was known for the first time', () => {
    expect(devicesFactOf(story(session(), said(1), said(2)))).toMatchObject({ count: 2 });
    expect(devicesFactOf(story(said(1), session()))).toBeUndefined();
    expect(devicesFactOf(story(session(), said(1), session('s2')))).toBeUndefined();
    expect(devicesFactOf(story(session(), said(1), session()))).toMatchObject({ count: 1 });
    expect(devicesFactOf(story(session(), said(1), session('s0', 'remembered')))).toMatchObject({ count: 1 });
  });
});
