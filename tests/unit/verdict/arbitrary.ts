import fc from 'fast-check';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { type AppState, type Fact, type LandingKind, UNNAMED, type Way } from '../../../lib/verdict/facts.ts';

const sid = fc.constantFrom('s1', 's2');
const cause = fc
  .constantFrom('timed-out', 'client-refused', 'devices-left')
  .map((code) => ({ code, details: [] }) as const);
const maybeCause = fc.oneof(
  fc.constant({}),
  cause.map((one) => ({ cause: one })),
);
const who = fc.constantFrom('nobody' as const, 'somebody' as const, 'unanswered' as const);
const WAYS: Way[] = [
  ...(['fetch', 'identity', 'question', 'account', 'tab', 'devices', 'application'] as const),
  ...(['tell', 'clear'] as const),
];
const LANDINGS: (LandingKind | 'under-way')[] = [
  ...(['leads', 'elsewhere', 'done', 'page', 'refused'] as const),
  ...(['needs-person', 'timed-out', 'closed', 'unreadable', 'under-way'] as const),
];
const STATES: AppState[] = [
  ...(['ended', 'cannot-end', 'not-ended'] as const),
  ...(['in-session', 'told', 'not-told', 'cleared', 'not-cleared', 'not-allowed'] as const),
  ...([
    'kept-away',
    'left-over',
    'reloaded',
    'closed',
    'not-reloaded',
    'kept-open',
    'unsettled',
    'acts',
    'out',
    'in',
    'does-not-tell',
  ] as const),
];
const app = fc.constantFrom('a', 'b').map((key) => ({ key, name: key.toUpperCase() }));
const provider = fc.constantFrom('p', 'q').map((alias) => ({ alias, name: alias }));

function kind<F extends Fact['f'], T extends object>(f: F, rest: fc.Arbitrary<T>): fc.Arbitrary<NewFact> {
  return rest.map((fields) => ({ f, ...fields }) as unknown as NewFact);
}

const BROWSER = kind(
  'browser',
  fc.record({ who, by: fc.constantFrom('question' as const, 'prompt-none' as const) }),
);
const TOKEN = kind(
  'token',
  fc.record({ sid, is: fc.constantFrom('accepted', 'refused', 'expired', 'void', 'unclear') }),
);
const SESSION = kind(
  'session',
  fc.record({
    sid,
    from: fc.constantFrom('browser', 'remembered'),
    user: fc.constant('u'),
    since: fc.constant(0),
  }),
);
const DEED = kind(
  'deed',
  fc.record({
    deed: fc.record({
      way: fc.constantFrom(...WAYS),
      key: fc.constantFrom('s1', 's2', UNNAMED, 'a'),
      landing: fc.constantFrom(...LANDINGS),
    }),
  }),
);

/** What changes nothing of whether a realm's sessions have ended; it is said beside the verdict. */
const BESIDE: fc.Arbitrary<NewFact>[] = [
  kind('cookie', fc.record({ sid, is: fc.constantFrom('equal', 'other', 'unknown') })),
  kind(
    'details',
    fc.record({
      sid,
      apps: fc.array(app, { maxLength: 2 }),
      devices: fc.nat(2),
      providers: fc.array(provider, { maxLength: 2 }),
      offline: fc.constant([]),
    }),
  ),
  kind('details-untold', fc.record({ sid })),
  kind(
    'devices',
    fc
      .record({ ended: fc.boolean(), count: fc.nat(2) })
      .chain((one) => maybeCause.map((c) => ({ ...one, ...c }))),
  ),
  kind(
    'provider',
    fc.tuple(provider, fc.constantFrom('in', 'out', 'unknown')).map(([one, is]) => ({ ...one, is })),
  ),
  kind(
    'app',
    fc
      .record({ app, is: fc.constantFrom(...STATES) })
      .chain((one) => maybeCause.map((c) => ({ ...one, ...c }))),
  ),
  kind('noted', fc.record({ cause })),
  kind('proved', fc.constant({})),
];

const ANY = fc.oneof(
  { weight: 4, arbitrary: BROWSER },
  { weight: 4, arbitrary: TOKEN },
  { weight: 2, arbitrary: SESSION },
  { weight: 2, arbitrary: DEED },
  { weight: 1, arbitrary: fc.oneof(...BESIDE) },
  { weight: 1, arbitrary: fc.constant<NewFact>({ f: 'recognises' }) },
  { weight: 1, arbitrary: fc.constant<NewFact>({ f: 'seen' }) },
  { weight: 1, arbitrary: kind('failed', fc.record({ cause })) },
);

/** What a proof is made of, mostly whole: without it hardly any list of chance comes to one. */
const PROOF = fc.subarray<NewFact>(
  [
    { f: 'recognises' },
    { f: 'deed', deed: { way: 'question', key: UNNAMED, landing: 'leads' } },
    { f: 'browser', who: 'nobody', by: 'prompt-none' },
    { f: 'browser', who: 'nobody', by: 'question' },
    { f: 'token', sid: 's1', is: 'refused' },
    { f: 'token', sid: 's2', is: 'refused' },
  ],
  { minLength: 3 },
);

/** Any facts whatever, in any order, at moments that only grow; now and then the sign-out is given up. */
export const anyFacts: fc.Arbitrary<Fact[]> = fc
  .tuple(
    fc.array(ANY, { maxLength: 10 }),
    fc.oneof(fc.constant([]), PROOF),
    fc.array(ANY, { maxLength: 2 }),
    fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, fc.constant([{ f: 'given-up' } as NewFact])),
  )
  .chain(([before, proof, after, end]) => timed([...before, ...proof, ...after, ...end]));

/** Facts that are said beside a verdict, at moments like these. */
export const besideFacts: fc.Arbitrary<NewFact[]> = fc.array(fc.oneof(...BESIDE), { maxLength: 6 });

function timed(facts: NewFact[]): fc.Arbitrary<Fact[]> {
  const gaps = fc.array(fc.integer({ min: 1, max: 50 }), {
    minLength: facts.length,
    maxLength: facts.length,
  });
  return gaps.map((all) => {
    let at = 0;
    return facts.map((fact, index) => {
      at += all[index] ?? 1;
      return { ...fact, at } as Fact;
    });
  });
}
