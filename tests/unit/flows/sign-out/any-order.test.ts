import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEGINNINGS, LIMITS, ROUNDS } from '../../../../lib/flows/kernel/limits.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { type Fact, type Sid, UNNAMED } from '../../../../lib/verdict/facts.ts';
import { isOut } from '../../../../lib/verdict/judge.ts';
import {
  endsOf,
  factsOf,
  hasWordFor,
  lastDeedOf,
  sidsOf,
  wasAccepted,
} from '../../../../lib/verdict/reading.ts';
import { type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { CALM, click, EVENTS, ODD, type StageEvent } from './happenings.ts';
import { createStage, inBrowser, passTime, rowsOn, type Stage } from './stage.ts';

/** How many stories are tried; more of them by `RUNS=20000 npx vitest run --project unit any-order`. */
const RUNS = Number(process.env.RUNS ?? 200);

/** An event after which both rules hold. */
function checked({ name, run }: StageEvent): fc.AsyncCommand<object, Stage> {
  return {
    check: () => true,
    run: async (_, stage) => {
      await run(stage);
      expectFactsOnlyGrow(stage);
      expectTrue(stage);
    },
    toString: () => name,
  };
}

/** What is stored of a sign-out only grows, at moments of its own: no fact is withdrawn, whoever was stopped. */
function expectFactsOnlyGrow(stage: Stage): void {
  for (const { key, stored } of rowsOn(stage)) {
    const before = stage.stored.get(key) ?? [];
    expect(stored.facts.slice(0, before.length)).toEqual(before);
    expect(new Set(stored.facts.map(({ at }) => at)).size).toBe(stored.facts.length);
    stage.stored.set(key, structuredClone(stored.facts));
  }
}

/**
 * Where a realm is said to be signed out, every session that was known and whoever was found in the browser have ended at the server, and
 * nobody was in the browser at some moment after the last deed. Who comes in after that is another story.
 */
function expectTrue(stage: Stage): void {
  for (const { op, stored, shown } of rowsOn(stage)) {
    if (shown.step || !isOut(shown.verdict.is)) continue;
    const { facts } = stored;
    const live = [...sidsOf(facts), ...foundIn(stage, op, facts)].filter((sid) => op.alive.has(sid));
    expect(live.filter((sid) => !isWordAll(facts, sid))).toEqual([]);
    expect(inBrowser(stage, op, lastDeedOf(facts))).toContain(null);
  }
}

/** Whoever the question found, where nobody else came in before a name was given, and no question was answered for them. */
function foundIn(stage: Stage, op: FakeOp, facts: Fact[]): Sid[] {
  const found = factsOf(facts, 'browser').filter(({ by, who }) => by === 'question' && who === 'somebody');
  const named = factsOf(facts, 'session').filter(({ from }) => from === 'browser');
  return found.flatMap(({ at }) => {
    const seen = inBrowser(stage, op, at, named.find((one) => one.at > at)?.at);
    const [sid, ...others] = new Set(seen.filter((one) => one !== null));
    const isAnswered = endsOf(facts).some((one) => one.key === UNNAMED && one.at > at);
    return sid !== undefined && others.length === 0 && !isAnswered ? [sid] : [];
  });
}

/** Of a session whose token was never accepted the OP's own word is all there is. */
function isWordAll(facts: Fact[], sid: Sid): boolean {
  return !wasAccepted(facts, sid) && hasWordFor(facts, sid);
}

/** What is at work comes to its end, within its beginnings and rounds, once nothing stands in its way. */
async function expectEnd(stage: Stage): Promise<void> {
  await CALM.run(stage);
  const rows = rowsOn(stage);
  expect(rows.filter(({ shown }) => shown.step)).toEqual([]);
  for (const { stored } of rows) {
    expect(stored.begun).toBeLessThanOrEqual(BEGINNINGS + 1);
    expect(factsOf(stored.facts, 'proved').length).toBeLessThanOrEqual(ROUNDS);
  }
}

/** One more click then proves every realm. */
async function expectWayOn(stage: Stage): Promise<void> {
  click(stage, 'background');
  await passTime(stage, LIMITS.signOut, true);
  for (const { shown } of rowsOn(stage).slice(0, stage.world.ops.length))
    expect(shown.verdict.is).toBeOneOf(['signed-out', 'nothing']);
}

const APP = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };

/** A stage with one realm, or with two that share an app, in whose tab a realm may sign the person in by itself. */
const STAGES: fc.Arbitrary<() => Stage> = fc
  .tuple(fc.uniqueArray(ODD, { minLength: 1, maxLength: 2 }), fc.boolean(), fc.boolean())
  .map(([all, allowed, signsIn]) => {
    const create = (): Stage => {
      const ops = all.map((odd, at) => Object.assign(fakeOp(['support', 'staff'][at] ?? ''), odd));
      const stage = createStage(ops, allowed);
      const [first, second] = ops;
      if (!first || !second) return stage;
      for (const { realm } of ops) realm.apps = [APP];
      const onLoad = () => void (signsIn && !first.cookie && signIn(first, `by-itself-${stage.world.now}`));
      const tab = { unsaved: false, loads: 0, onLoad };
      stage.world.apps.set(APP.origin, { allowed: true, data: true, tabs: new Map([[900, tab]]) });
      return stage;
    };
    return Object.assign(create, { [fc.toStringMethod]: () => JSON.stringify({ all, allowed, signsIn }) });
  });

describe('whatever happens in whatever order, and wherever the worker is stopped, a sign-out', () => {
  it(
    'withdraws no fact, says "signed out" only where it is so, comes to its end, and is proven by one more click',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.commands([EVENTS.map(checked)], { size: '+1', maxCommands: 30 }),
          STAGES,
          async (events, create) => {
            const stage = create();
            await fc.asyncModelRun(() => ({ model: {}, real: stage }), events);
            await expectEnd(stage);
            expectFactsOnlyGrow(stage);
            expectTrue(stage);
            await expectWayOn(stage);
            expectTrue(stage);
          },
        ),
        { numRuns: RUNS },
      );
    },
    RUNS * 200,
  );
});
