import { describe, expect, it } from 'vitest';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { appVerdicts, areAppsUntold, providerVerdicts } from '../../../lib/verdict/beside.ts';
import type { AppState, FactOf } from '../../../lib/verdict/facts.ts';
import { deed, story } from './story.ts';

const WIKI = { key: 'https://wiki.test', name: 'wiki.test', origin: 'https://wiki.test' };

function told(is: AppState, more: object = {}): NewFact {
  return { f: 'app', app: WIKI, is, ...more };
}

function details(different: Partial<FactOf<'details'>> = {}): NewFact {
  return { f: 'details', sid: 's1', apps: [WIKI], devices: 0, providers: [], offline: [], ...different };
}

describe('an app', () => {
  it.each<[string, AppState[]]>([
    ['out', ['told', 'out']],
    ['out', ['cleared', 'left-over', 'out']],
    ['cleared', ['cleared']],
    ['cleared', ['not-told', 'cleared', 'reloaded']],
    ['cleared', ['cleared', 'closed', 'does-not-tell']],
    ['unknown', ['cleared', 'left-over']],
    ['unknown', ['cleared', 'not-allowed']],
    ['unknown', ['cleared', 'kept-away']],
    ['unknown', ['kept-away']],
    ['unknown', ['cleared', 'kept-open']],
    ['unknown', ['cleared', 'unsettled']],
    ['unknown', ['cleared', 'acts']],
    ['unknown', ['cleared', 'not-cleared']],
    ['unknown', ['not-allowed']],
    ['unknown', ['not-cleared']],
    ['unknown', ['told']],
    ['unknown', ['not-told']],
    ['unknown', ['does-not-tell']],
    ['open', ['told', 'cleared', 'in']],
    ['unknown', ['cleared', 'acts', 'out']],
    ['unknown', ['cleared', 'kept-open', 'out']],
    ['unknown', ['cleared', 'unsettled', 'out']],
  ])('stands as %s after %j', (state, states) => {
    expect(appVerdicts(story(...states.map((is) => told(is))))).toEqual([{ ...WIKI, marks: states, state }]);
  });

  it('stands by what was seen of itself alone', () => {
    const board = { key: 'https://board.test', name: 'Board' };
    const both = story(told('cleared'), { f: 'app', app: board, is: 'in' });
    expect(appVerdicts(both)).toMatchObject([{ state: 'cleared' }, { name: 'Board', state: 'open' }]);
  });

  it('keeps its name until it is cleared', () => {
    const named: NewFact = { f: 'app', app: { ...WIKI, name: 'My wiki' }, is: 'told' };
    expect(appVerdicts(story(details(), named))).toMatchObject([{ name: 'wiki.test' }]);
  });

  it('counts as cleared or out only by what came after the last session ended', () => {
    const end = deed('fetch', 'leads', 's2');
    expect(appVerdicts(story(told('cleared'), end))).toMatchObject([{ state: 'unknown' }]);
    expect(appVerdicts(story(told('out'), end))).toMatchObject([{ state: 'unknown' }]);
    const again = story(told('cleared'), told('unsettled'), end, told('cleared'));
    expect(appVerdicts(again)).toMatchObject([{ state: 'cleared', marks: ['cleared', 'unsettled'] }]);
  });

  it('stands by its last answer, and by none that came before the last deed', () => {
    expect(appVerdicts(story(told('in'), told('out')))).toMatchObject([{ state: 'out', marks: ['out'] }]);
    expect(appVerdicts(story(told('out'), told('in')))).toMatchObject([{ state: 'open', marks: ['in'] }]);
    expect(appVerdicts(story(told('out'), told('cleared')))).toMatchObject([{ marks: ['out', 'cleared'] }]);
    expect(appVerdicts(story(told('out'), deed('clear', 'done')))).toMatchObject([{ state: 'unknown' }]);
  });

  it('of a session stands as unknown until something is done about it', () => {
    expect(appVerdicts(story(details()))).toEqual([{ ...WIKI, marks: ['in-session'], state: 'unknown' }]);
  });

  it('stands once, each mark once, with the last cause, whoever named it', () => {
    const cause = { code: 'app-unreachable' as const, details: [] };
    const facts = story(details(), details({ sid: 's2' }), told('not-told', { cause }), told('not-told'));
    expect(appVerdicts(facts)).toEqual([
      { ...WIKI, marks: ['in-session', 'not-told'], state: 'unknown', cause },
    ]);
  });

  it('keeps the reason of what was done, which no answer of its own takes the place of', () => {
    const [first, last] = [
      { code: 'app-unreachable' as const, details: ['a'] },
      { code: 'timed-out' as const, details: [] },
    ];
    const causeOf = (...facts: NewFact[]) => appVerdicts(story(...facts))[0]?.cause;
    expect(causeOf(told('not-told', { cause: first }), told('does-not-tell', { cause: last }))).toEqual(
      first,
    );
    expect(causeOf(told('not-told', { cause: first }), told('not-cleared', { cause: last }))).toEqual(last);
    expect(causeOf(told('does-not-tell', { cause: last }))).toEqual(last);
  });

  it('is called what the person calls it, once that one is cleared', () => {
    const named: NewFact = { f: 'app', app: { ...WIKI, name: 'My wiki' }, is: 'cleared' };
    expect(appVerdicts(story(details(), named))).toMatchObject([{ name: 'My wiki' }]);
  });
});

describe('an identity provider', () => {
  const named = details({ providers: [{ alias: 'idp', name: 'Company' }] });

  it('of a session that nobody could ask is not known', () => {
    expect(providerVerdicts(story(named))).toEqual([{ alias: 'idp', name: 'Company', is: 'unknown' }]);
  });

  it('stands once, by the last answer, with its own sign-out page', () => {
    const said = { f: 'provider' as const, alias: 'idp', name: 'Company' };
    const endPage = 'https://company.test/end';
    const facts = story(named, { ...said, is: 'out' }, { ...said, is: 'in', endPage });
    expect(providerVerdicts(facts)).toEqual([{ alias: 'idp', name: 'Company', is: 'in', endPage }]);
  });

  it('is the one of its alias, with where it could be asked', () => {
    const two = details({
      providers: [
        { alias: 'idp', name: 'Company' },
        { alias: 'up', name: 'Upstream' },
      ],
    });
    const said: NewFact = {
      f: 'provider',
      alias: 'up',
      name: 'Up',
      is: 'unknown',
      origin: 'https://up.test',
    };
    expect(providerVerdicts(story(two, said))).toEqual([
      { alias: 'idp', name: 'Company', is: 'unknown' },
      { alias: 'up', name: 'Up', is: 'unknown', origin: 'https://up.test' },
    ]);
    expect(providerVerdicts(story(two))).toMatchObject([{ name: 'Company' }, { name: 'Upstream' }]);
  });

  it('that no session names, and to which the OP has led, is named all the same', () => {
    const led: NewFact = { f: 'provider', alias: 'up.test', name: 'up.test', is: 'unknown' };
    expect(providerVerdicts(story(led))).toEqual([{ alias: 'up.test', name: 'up.test', is: 'unknown' }]);
  });
});

describe('what a session held', () => {
  const nothing = details({ apps: [] });
  const byAccount = [deed('identity', 'unreadable'), deed('account', 'done')];

  it('is not known where only the account API could end it, and nothing was named that kept it', () => {
    expect(areAppsUntold(story(nothing, ...byAccount))).toBe(true);
    expect(areAppsUntold(story(nothing, deed('fetch', 'refused'), ...byAccount))).toBe(true);
  });

  it('is not known where the realm did not tell it, or not all of it', () => {
    expect(areAppsUntold(story({ f: 'details-untold', sid: 's1' }))).toBe(true);
    expect(areAppsUntold(story(details({ partly: true })))).toBe(true);
    expect(areAppsUntold(story(details(), { f: 'details-untold', sid: 's2' }))).toBe(true);
    expect(areAppsUntold(story(details(), { f: 'details-untold', sid: 's1' }))).toBe(false);
  });

  it.each<[string, NewFact[]]>([
    [
      'another session was ended by the account API',
      [nothing, deed('identity', 'unreadable', 's2'), deed('account', 'done', 's2')],
    ],
    ['the account API was tried first', [nothing, deed('account', 'refused'), deed('identity', 'leads')]],
    ['its own hint ended it', [nothing, deed('identity', 'leads')]],
    [
      'Keycloak asked, as the browser holds another',
      [nothing, deed('fetch', 'page'), deed('account', 'done')],
    ],
    ['another try is not over', [nothing, deed('tab', 'under-way'), deed('account', 'done')]],
    ['a person would have been needed', [nothing, deed('identity', 'needs-person'), deed('account', 'done')]],
    ['nothing else was tried before the account API', [nothing, deed('account', 'done')]],
    ['it had an app, which is named', [details(), ...byAccount]],
    [
      'it came through a provider, which is named',
      [details({ apps: [], providers: [{ alias: 'idp', name: 'Company' }] }), ...byAccount],
    ],
    [
      'the OP had led to a host, which is named',
      [nothing, ...byAccount, { f: 'provider', alias: 'up.test', name: 'up.test', is: 'unknown' }],
    ],
  ])('is known where %s', (_, facts) => {
    expect(areAppsUntold(story(...facts))).toBe(false);
  });
});
