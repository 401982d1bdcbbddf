import { describe, expect, it } from 'vitest';
import { pruneRuns } from '../../../../lib/flows/kernel/prune-runs.ts';
import {
  ROW,
  RUN,
  RUNS_KEPT,
  rowKey,
  type StoredRow,
  type StoredRun,
} from '../../../../lib/flows/kernel/records.ts';
import { lastDeedBeside, rowIn, runsFrom } from '../../../../lib/flows/kernel/runs.ts';
import { SESSION } from '../../../../lib/flows/kernel/sessions.ts';
import { judge } from '../../../../lib/verdict/judge.ts';
import { fakeArea } from '../../fake-browser.ts';
import { ENDED, FOUND, PROOF, story } from '../../verdict/story.ts';
import { createWorld } from '../../world.ts';
import { headlineIn } from '../sign-out/kit.ts';

function runOf(id: string, startedAt: number, different: Partial<StoredRun> = {}): StoredRun {
  const order = { scope: 'everything', appTabs: 'reload', show: 'tab' } as const;
  return { id, startedAt, realmIds: ['a'], elsewhere: {}, ...order, ...different };
}

function rowOf(realmId: string, different: Partial<StoredRow> = {}): StoredRow {
  return {
    realmId,
    issuer: `https://op.test/realms/${realmId}`,
    label: realmId.toUpperCase(),
    facts: story(...FOUND, ENDED, ...PROOF),
    begun: 1,
    deadline: 0,
    clientId: 'full-signout',
    apps: [],
    shares: [],
    otherDevices: false,
    toTell: [],
    toLoad: [],
    tookMs: 5,
    ...different,
  };
}

/** Records of sign-outs and of their rows, as the area holds them. */
function recordsOf(...runs: [StoredRun, ...StoredRow[]][]): Record<string, unknown> {
  return Object.fromEntries(
    runs.flatMap(([run, ...rows]) => [
      [RUN + run.id, run] as const,
      ...rows.map((row) => [rowKey(run.id, row.realmId), row] as const),
    ]),
  );
}

describe('sign-outs among stored records', () => {
  it('stand newest first, each row judged by its facts, in the order of the click', () => {
    const records = recordsOf(
      [runOf('old', 1), rowOf('a')],
      [runOf('new', 2, { realmIds: ['b', 'a'] }), rowOf('a', { facts: story(...FOUND) }), rowOf('b')],
    );
    const shown = runsFrom({ ...records, 'status:a': {}, other: 1 }, judge);
    expect(shown.map(({ id, rows }) => [id, rows.map(({ label, verdict }) => [label, verdict.is])])).toEqual([
      [
        'new',
        [
          ['B', 'signed-out'],
          ['A', 'somebody'],
        ],
      ],
      ['old', [['A', 'signed-out']]],
    ]);
  });

  it('say what a row is at until it has its verdict', () => {
    const records = recordsOf([runOf('x', 1), rowOf('a')]);
    expect(runsFrom(records, judge)[0]?.rows[0]).toMatchObject({ tookMs: 5 });
    const { tookMs: _, ...working } = rowOf('a');
    const atWork = recordsOf([runOf('x', 1), { ...working, step: 'verifying' } as StoredRow]);
    expect(runsFrom(atWork, judge)[0]?.rows[0]).toMatchObject({ step: 'verifying' });
    const begun = recordsOf([runOf('x', 1), working as StoredRow]);
    expect(runsFrom(begun, judge)[0]?.rows[0]).toMatchObject({ step: 'adopting' });
  });

  it('show the row of the sign-out that had a realm at the click', () => {
    const later = runOf('later', 2, { realmIds: ['a', 'b'], elsewhere: { a: 'first' } });
    const records = recordsOf([runOf('first', 1), rowOf('a', { tookMs: 77 })], [later, rowOf('b')]);
    expect(runsFrom(records, judge)[0]?.rows.map(({ realmId, tookMs }) => [realmId, tookMs])).toEqual([
      ['a', 77],
      ['b', 5],
    ]);
    expect(rowIn(records, later, 'a')).toBe(records[rowKey('first', 'a')]);
  });

  it('never come to a good headline while there is no row of a realm that was asked for', () => {
    const records = recordsOf([runOf('x', 1, { realmIds: ['a', 'gone', 'toString'] }), rowOf('a')]);
    const [run] = runsFrom(records, judge);
    expect(run?.rows.map(({ realmId, step }) => [realmId, step])).toEqual([
      ['a', undefined],
      ['gone', 'adopting'],
      ['toString', 'adopting'],
    ]);
    expect(headlineIn(run)).toBe('working');
  });

  it('hold a proof against the deeds of realms that share an app or a host', () => {
    const facts = story(...FOUND, ENDED, ...PROOF);
    const late = [{ ...ENDED, at: facts.length + 10 }] as StoredRow['facts'];
    const run = runOf('x', 1, { realmIds: ['a', 'b', 'c'] });
    const sharing = rowOf('a', { facts, shares: ['b', 'gone'] });
    const alone = rowOf('c', { facts });
    const records = recordsOf([run, sharing, rowOf('b', { facts: late }), alone]);
    expect([lastDeedBeside(records, run, sharing), lastDeedBeside(records, run, alone)]).toEqual([
      facts.length + 10,
      FOUND.length + 1,
    ]);
    const verdicts = runsFrom(records, judge)[0]?.rows.map(({ verdict }) => verdict.is);
    expect([verdicts?.[0], verdicts?.[2]]).toEqual(['not-proven', 'signed-out']);
  });

  it('hold it against them as well where another sign-out shows the row and not those that it shares with', () => {
    const late = [{ ...ENDED, at: 1_000 }] as StoredRow['facts'];
    const first = runOf('first', 1, { realmIds: ['a', 'b'] });
    const later = runOf('later', 2, { realmIds: ['a'], elsewhere: { a: 'first' } });
    const records = recordsOf([first, rowOf('a', { shares: ['b'] }), rowOf('b', { facts: late })], [later]);
    expect(runsFrom(records, judge)[0]?.rows[0]?.verdict.is).toBe('not-proven');
  });

  it('hold a proof against deeds of the row itself that could not be stored', () => {
    const run = runOf('x', 1);
    const stored = rowOf('a', { facts: story(...FOUND) });
    const known = rowOf('a');
    expect(lastDeedBeside(recordsOf([run, stored]), run, known)).toBe(FOUND.length + 1);
  });
});

describe('old sign-outs', () => {
  it('go with their rows and with the tokens of the sessions that they have ended; all else stays', async () => {
    const world = createWorld();
    const runs = Array.from({ length: RUNS_KEPT + 1 }, (_, at) => runOf(`run-${at}`, at));
    const sessions = {
      [`${SESSION}a:ended-old`]: { sid: 'ended-old', endedIn: 'run-0' },
      [`${SESSION}a:ended-new`]: { sid: 'ended-new', endedIn: 'run-1' },
      [`${SESSION}a:live`]: { sid: 'live' },
    };
    const records = recordsOf(...runs.map((run): [StoredRun, StoredRow] => [run, rowOf('a')]));
    for (const [key, value] of Object.entries({ ...records, ...sessions, 'status:a': {} }))
      world.records.set(key, value);
    await pruneRuns(fakeArea(world, async () => undefined));
    const left = [...world.records.keys()];
    const gone = Object.keys({ ...records, ...sessions }).filter((key) => !left.includes(key));
    expect(gone.sort()).toEqual([`${ROW}run-0:a`, `${RUN}run-0`, `${SESSION}a:ended-old`].sort());
  });

  it('stay while they are at work, and while a newer one shows their rows', async () => {
    const world = createWorld();
    const { tookMs: _, ...working } = rowOf('a');
    const elsewhere = { a: 'shown' };
    const newer = Array.from({ length: RUNS_KEPT }, (_, at) => runOf(`new-${at}`, 10 + at, { elsewhere }));
    const records = recordsOf(
      [runOf('works', 1), working as StoredRow],
      [runOf('shown', 2), rowOf('a')],
      [runOf('old', 3), rowOf('a')],
      ...newer.map((run): [StoredRun] => [run]),
    );
    for (const [key, value] of Object.entries(records)) world.records.set(key, value);
    await pruneRuns(fakeArea(world, async () => undefined));
    const gone = Object.keys(records).filter((key) => !world.records.has(key));
    expect(gone.sort()).toEqual([`${ROW}old:a`, `${RUN}old`]);
  });
});
