import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppStanding, ProviderVerdict } from '../../../lib/verdict/beside.ts';
import { type HeadlineKind, headlineOf, type RealmPart } from '../../../lib/verdict/headline.ts';
import { isProven, type RealmVerdict, type Verdict } from '../../../lib/verdict/judge.ts';

const VERDICTS: RealmVerdict[] = ['signed-out', 'nothing', 'not-proven', 'may-remain', 'somebody', 'again'];
const APPS: (AppStanding | null)[] = [null, 'out', 'cleared', 'unknown', 'open'];
const PROVIDERS: (ProviderVerdict['is'] | null)[] = [null, 'out', 'unknown', 'in'];
const DEVICES = [null, true, false];

type Shape = [
  is: RealmVerdict,
  app: AppStanding | null,
  provider: ProviderVerdict['is'] | null,
  ended: boolean | null,
];

function verdictOf([is, app, provider, ended]: Shape): Verdict {
  return {
    is,
    apps: app ? [{ key: 'a', name: 'Wiki', marks: [], state: app }] : [],
    providers: provider ? [{ alias: 'p', name: 'Company', is: provider }] : [],
    ...(ended !== null && { devices: { ended, count: 1 } }),
  };
}

const combinations = VERDICTS.flatMap((is) =>
  APPS.flatMap((app) =>
    PROVIDERS.flatMap((provider) => DEVICES.map((ended): Shape => [is, app, provider, ended])),
  ),
);

/** A realm's part, or one that is still at work. */
const part: fc.Arbitrary<RealmPart> = fc
  .tuple(fc.constantFrom('Support', 'Staff'), fc.constantFrom(...combinations), fc.nat(9))
  .map(([label, shape, chance]) => ({ label, ...(chance > 0 && { verdict: verdictOf(shape) }) }));

const is = (verdict: Verdict | undefined, ...kinds: RealmVerdict[]) =>
  verdict !== undefined && kinds.includes(verdict.is);

/** Each headline in the order in which they are said, and when it fits. */
const ORDER: [HeadlineKind, (verdicts: (Verdict | undefined)[], scope: 'everything' | 'these') => boolean][] =
  [
    ['working', (all) => all.includes(undefined)],
    ['somebody', (all) => all.some((one) => is(one, 'somebody', 'may-remain'))],
    ['again', (all) => all.some((one) => is(one, 'again'))],
    ['not-proven', (all) => all.some((one) => is(one, 'not-proven'))],
    ['provider', (all) => all.some((one) => one?.providers.some((provider) => provider.is !== 'out'))],
    ['apps', (all) => all.some((one) => one?.apps.some(({ state }) => ['unknown', 'open'].includes(state)))],
    ['devices', (all) => all.some((one) => one?.devices?.ended === false)],
    ['nothing', (all) => all.every((one) => is(one, 'nothing'))],
    ['signed-out-of', (_, scope) => scope === 'these'],
    ['signed-out', () => true],
  ];

function expected(parts: RealmPart[], scope: 'everything' | 'these'): HeadlineKind | undefined {
  const verdicts = parts.map(({ verdict }) => verdict);
  return ORDER.find(([, fits]) => fits(verdicts, scope))?.[0];
}

describe('the headline', () => {
  it.each(['everything', 'these'] as const)(
    'of %s is the first that fits, for every verdict of a realm',
    (scope) => {
      for (const shape of combinations) {
        const parts = [{ label: 'Support', verdict: verdictOf(shape) }];
        expect([shape, headlineOf(parts, { scope }).kind]).toEqual([shape, expected(parts, scope)]);
      }
    },
  );

  it('says that it works as long as one realm has a step, whatever its facts come to so far', () => {
    for (const shape of combinations) {
      const parts = [{ label: 'Support', verdict: verdictOf(shape), step: 'verifying' }];
      expect(headlineOf(parts, { scope: 'everything' }).kind).toBe('working');
    }
  });

  it('is the first that fits, for several realms', () => {
    const parts = fc.array(part, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, fc.constantFrom('everything' as const, 'these' as const), (all, scope) => {
        expect(headlineOf(all, { scope }).kind).toBe(expected(all, scope));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says that you are signed out, or that there was nothing, only where every realm is proven', () => {
    const good: HeadlineKind[] = ['signed-out', 'signed-out-of', 'nothing'];
    for (const one of combinations)
      for (const scope of ['everything', 'these'] as const) {
        const other: Verdict = verdictOf(['signed-out', null, null, null]);
        const verdicts = [verdictOf(one), other];
        const { kind } = headlineOf(
          verdicts.map((verdict) => ({ label: 'x', verdict })),
          { scope },
        );
        expect(good.includes(kind)).toBe(verdicts.every(isProven));
      }
  });

  const signedOut = verdictOf(['signed-out', null, null, null]);

  it('says that apps may be open where one realm has told none, which have no names', () => {
    const parts = [signedOut, { ...signedOut, appsUntold: true as const }].map((verdict) => ({
      label: 'A',
      verdict,
    }));
    expect(headlineOf(parts, { scope: 'everything' })).toMatchObject({
      kind: 'apps',
      names: [],
      open: false,
    });
  });

  it.each<[HeadlineKind, RealmPart[], object]>([
    ['working', [{ label: 'A', verdict: signedOut }, { label: 'B' }], { names: [] }],
    [
      'somebody',
      [
        { label: 'A', verdict: verdictOf(['not-proven', null, null, null]) },
        { label: 'B', verdict: verdictOf(['may-remain', null, null, null]) },
        { label: 'C', verdict: signedOut },
      ],
      { names: ['A', 'B'], count: 2, all: false },
    ],
    ['again', [{ label: 'A', verdict: verdictOf(['again', null, null, null]) }], { names: ['A'], all: true }],
    [
      'provider',
      [{ label: 'A', verdict: verdictOf(['signed-out', 'open', 'in', false]) }],
      { names: ['Company'] },
    ],
    [
      'apps',
      [
        { label: 'A', verdict: verdictOf(['signed-out', 'open', 'out', null]) },
        { label: 'B', verdict: verdictOf(['nothing', 'unknown', null, null]) },
      ],
      { names: ['Wiki'], count: 1, open: true },
    ],
    ['apps', [{ label: 'A', verdict: verdictOf(['signed-out', 'unknown', null, null]) }], { open: false }],
    ['signed-out-of', [{ label: 'A', verdict: signedOut }], { names: ['A'], all: false, open: false }],
  ])('%s names what it speaks of', (kind, parts, names) => {
    expect(headlineOf(parts, { scope: 'these' })).toMatchObject({ kind, ...names });
  });
});
