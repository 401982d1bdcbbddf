import { describe, expect, it } from 'vitest';
import type { StoredRow, StoredRun } from '../../../../lib/flows/kernel/records.ts';
import { createAct } from '../../../../lib/flows/sign-out/act.ts';
import { finish } from '../../../../lib/flows/sign-out/finish.ts';
import { resultPage } from '../../../../lib/flows/sign-out/result-page.ts';
import { fakeOp } from '../../fake-op.ts';
import { ENDED, FOUND, PROOF, story } from '../../verdict/story.ts';
import { createPorts, createWorld, settle } from '../../world.ts';
import { statusOf } from './kit.ts';

/** A realm's row in a sign-out, of which everything is proven. */
function rowFor(realmId: string, shares: string[]): StoredRow {
  return {
    ...{ realmId, issuer: 'https://op.test', clientId: 'c', label: realmId, shares, begun: 1, deadline: 0 },
    ...{ facts: story(...FOUND, ENDED, ...PROOF), apps: [], toTell: [], toLoad: [], otherDevices: false },
  };
}

function runFor(id: string, startedAt: number, elsewhere: Record<string, string>): StoredRun {
  const shown = { scope: 'everything', appTabs: 'reload', show: 'background' } as const;
  return { ...shown, id, startedAt, elsewhere, realmIds: ['support', 'staff'] };
}

const LATE = [{ ...ENDED, at: 1_000 }] as StoredRow['facts'];

describe('what the popup says of a realm', () => {
  it.each([
    ['by the same sign-out', 'now', ['staff'], [], {}, {}],
    ['by another sign-out, which this one shows', 'other', ['staff'], [], { staff: 'other' }, {}],
    ['by another sign-out, which shows this one', 'other', [], ['support'], {}, { support: 'now' }],
  ] as const)(
    'takes a deed into account that came after its proof, where it shares an app, done %s',
    async (...row) => {
      const [, runId, own, others, elsewhere, elsewhereOfOther] = row;
      const { realm } = fakeOp('support');
      const world = createWorld();
      const ports = createPorts(world);
      const run = runFor('now', 1, elsewhere);
      world.records
        .set('run:now', run)
        .set('run:other', runFor('other', 2, elsewhereOfOther))
        .set(`row:${runId}:staff`, { ...rowFor('staff', [...others]), facts: LATE });
      const page = resultPage(run, ports);
      const act = createAct(
        { realm, run, row: rowFor('support', [...own]), issuers: [], together: [], page },
        ports,
      );
      await settle(world, finish(act, ports));
      expect(statusOf(world)).toMatchObject({ verdict: 'not-proven' });
    },
  );
});
