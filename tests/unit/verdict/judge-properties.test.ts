import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deed, Fact, FactOf } from '../../../lib/verdict/facts.ts';
import { isOut, isProven, judge, type Verdict } from '../../../lib/verdict/judge.ts';
import { anyFacts, besideFacts } from './arbitrary.ts';

const RUNS = { numRuns: 1_000 };
const ASKED = { otherDevices: false };
const outOf = (facts: Fact[]) => isOut(judge(facts, ASKED).is);
const lastDeed = (facts: Fact[]) => Math.max(0, ...facts.map(({ f, at }) => (f === 'deed' ? at : 0)));
const afterDeeds = (facts: Fact[]) => facts.filter(({ at }) => at > lastDeed(facts));
const answers = (facts: Fact[]) => facts.filter((fact): fact is FactOf<'browser'> => fact.f === 'browser');
const tokens = (facts: Fact[]) => facts.filter((fact): fact is FactOf<'token'> => fact.f === 'token');
/** The OP's word for exactly one session: it has led back from its own hint. */
const wordsFor = (facts: Fact[], sid: string) =>
  facts.filter(
    (one) =>
      one.f === 'deed' &&
      one.deed.key === sid &&
      one.deed.landing === 'leads' &&
      ['fetch', 'identity'].includes(one.deed.way),
  );
const endAt = (facts: Fact[]) => (facts.at(-1)?.at ?? 0) + 1;

/** Holds a rule against all facts that come to a verdict of the good kind. */
function whereOut(rule: (facts: Fact[], verdict: Verdict) => void): void {
  fc.assert(
    fc.property(anyFacts, fc.boolean(), (facts, otherDevices) => {
      const verdict = judge(facts, { otherDevices });
      if (isOut(verdict.is)) rule(facts, verdict);
    }),
    RUNS,
  );
}

describe('whatever the facts are, the judge', () => {
  it('has a verdict, with a cause unless it is good, and every one of its verdicts comes up', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyFacts, fc.boolean(), (facts, otherDevices) => {
        const { is, failure } = judge(facts, { otherDevices });
        seen.add(is);
        expect(isOut(is) || failure !== undefined).toBe(true);
      }),
      { ...RUNS, seed: 1 },
    );
    expect([...seen].sort()).toEqual(
      ['again', 'may-remain', 'not-proven', 'nothing', 'signed-out', 'somebody'].sort(),
    );
  });

  it('says the same wherever facts of other kinds stand among those of one kind', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const byKind = [...facts].sort((a, b) => a.f.localeCompare(b.f));
        expect(judge(byKind, ASKED)).toEqual(judge(facts, ASKED));
      }),
      RUNS,
    );
  });

  it('says the same of the sessions whatever is known of apps, devices and identity providers', () => {
    fc.assert(
      fc.property(anyFacts, besideFacts, (facts, beside) => {
        const more = beside.map((fact, index) => ({ ...fact, at: endAt(facts) + index }) as Fact);
        expect(judge([...facts, ...more], ASKED).is).toBe(judge(facts, ASKED).is);
      }),
      RUNS,
    );
  });
});

describe('a good verdict', () => {
  it('rests on a question after the last deed that found nobody, and on none that found somebody since', () => {
    whereOut((facts) => {
      const asked = answers(afterDeeds(facts));
      const recognises = facts.some(({ f }) => f === 'recognises');
      const witness = asked.findLast(({ who, by }) => who === 'nobody' && (by === 'question' || recognises));
      expect(witness).toBeDefined();
      const since = asked.filter(({ at, who }) => who === 'somebody' && at > (witness?.at ?? 0));
      expect(since).toEqual([]);
    });
  });

  it('rests on the refusal, after the last deed, of every session whose token was ever accepted, or on the OP’s word for a void one', () => {
    whereOut((facts) => {
      const accepted = new Set(tokens(facts).flatMap(({ sid, is }) => (is === 'accepted' ? [sid] : [])));
      for (const sid of accepted) {
        const last = tokens(facts).findLast((fact) => fact.sid === sid);
        const aliveAt = tokens(facts).findLast((fact) => fact.sid === sid && fact.is === 'accepted')?.at ?? 0;
        if (last?.is === 'void') expect(wordsFor(facts, sid).some(({ at }) => at > aliveAt)).toBe(true);
        else expect([last?.is, (last?.at ?? 0) > lastDeed(facts)]).toEqual(['refused', true]);
      }
    });
  });

  it('is never one while the last word on a token after the last deed is that it is accepted', () => {
    whereOut((facts) => {
      const last = new Map(tokens(afterDeeds(facts)).map(({ sid, is }) => [sid, is]));
      expect([...last.values()]).not.toContain('accepted');
    });
  });

  it('accounts for every session that was found: refused, or ended by the word of the OP', () => {
    const ways: Deed['way'][] = ['fetch', 'identity', 'question', 'account', 'tab'];
    whereOut((facts) => {
      for (const fact of facts) {
        if (fact.f !== 'session') continue;
        const refused = tokens(afterDeeds(facts)).findLast(({ sid }) => sid === fact.sid)?.is === 'refused';
        const word = facts.some(
          (one) =>
            one.f === 'deed' &&
            one.deed.key === fact.sid &&
            one.deed.landing === 'leads' &&
            ways.includes(one.deed.way),
        );
        expect(refused || word).toBe(true);
      }
    });
  });

  it('accounts for whoever the question found last: named since, or ended since', () => {
    whereOut((facts) => {
      const found = answers(facts).findLast(({ by, who }) => by === 'question' && who === 'somebody');
      if (!found) return;
      const since = facts.filter(({ at }) => at > found.at);
      const named = since.some(
        (fact) =>
          (fact.f === 'session' && fact.from === 'browser') ||
          (fact.f === 'browser' && fact.by === 'prompt-none' && fact.who === 'somebody'),
      );
      const ended = since.some((fact) => fact.f === 'deed' && ['leads', 'done'].includes(fact.deed.landing));
      expect(named || ended).toBe(true);
    });
  });

  it('says that there was nothing only where nobody was ever found', () => {
    whereOut((facts, { is }) => {
      const somebody = answers(facts).some(({ who }) => who === 'somebody');
      const accepted = tokens(facts).some((fact) => fact.is === 'accepted');
      if (is === 'nothing') expect([somebody, accepted]).toEqual([false, false]);
    });
  });

  it('is taken away by one more deed, here or in a realm that shares an app or a host', () => {
    whereOut((facts) => {
      const at = endAt(facts);
      const deed: Fact = { f: 'deed', at, deed: { way: 'clear', key: 'a', landing: 'done' } };
      expect(outOf([...facts, deed])).toBe(false);
      expect(isOut(judge(facts, ASKED, at).is)).toBe(false);
    });
  });

  it('is never one once it was given up', () => {
    whereOut((facts) => {
      expect(facts.map(({ f }) => f)).not.toContain('given-up');
      expect(outOf([...facts, { f: 'given-up', at: endAt(facts) }])).toBe(false);
    });
  });

  it('is proven only with every identity provider out, every app out or cleared, and the devices ended', () => {
    fc.assert(
      fc.property(anyFacts, besideFacts, (facts, beside) => {
        const more = beside.map((fact, index) => ({ ...fact, at: endAt(facts) + index }) as Fact);
        const verdict = judge([...facts, ...more], { otherDevices: true });
        if (!isProven(verdict)) return;
        expect(isOut(verdict.is)).toBe(true);
        expect(verdict.providers.map(({ is }) => is)).toEqual(verdict.providers.map(() => 'out'));
        expect(verdict.devices?.ended ?? verdict.is === 'nothing').toBe(true);
        for (const { state, marks } of verdict.apps) {
          expect(['out', 'cleared']).toContain(state);
          expect(marks).not.toContain('in');
          if (state === 'cleared') expect(marks).not.toContain('left-over');
        }
      }),
      RUNS,
    );
  });
});
