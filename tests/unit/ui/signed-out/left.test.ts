import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../../lib/contract/status.ts';
import { groupsOf, keyOf } from '../../../../lib/ui/signed-out/left.ts';
import { appOf, providerOf, rowOf, runOf } from '../rows.ts';

const groups = (rows: RunRow[], again: string[] = []) => groupsOf({ ...runOf(rows), again });
const labels = (rows: RunRow[]) => rows.map(({ label }) => label);

const devicesLeft = { code: 'devices-left' as const, details: [] };
const mixed = rowOf('Support', 'signed-out', {
  failure: devicesLeft,
  apps: [
    appOf('Wiki', 'unknown', 'in-session'),
    appOf('Board', 'cleared', 'cleared'),
    appOf('Chat', 'open', 'in'),
  ],
  providers: [providerOf('Google', 'in'), providerOf('HQ', 'out')],
  devices: { ended: false, count: 1, cause: devicesLeft },
});

describe('the parts of a signed-out page', () => {
  it('put realms that are left before those that are proven', () => {
    const { left, beside, rest } = groups([
      rowOf('A', 'signed-out'),
      rowOf('B', 'again'),
      rowOf('C', 'nothing'),
    ]);
    expect(labels(left)).toEqual(['B']);
    expect(beside).toEqual([]);
    expect(labels(rest)).toEqual(['A', 'C']);
  });

  it('put what is left beside an ended session first, and only the rest into its row', () => {
    const { left, beside, rest } = groups([mixed]);
    expect(left).toEqual([]);
    expect(beside.map(keyOf)).toEqual([
      'provider Support google',
      'app Support https://wiki.test',
      'app Support https://chat.test',
      'devices Support',
    ]);
    expect(rest).toEqual([
      rowOf('Support', 'signed-out', {
        apps: [appOf('Board', 'cleared', 'cleared')],
        providers: [providerOf('HQ', 'out')],
      }),
    ]);
  });

  it('leave beside a proof what an admin should know, and devices that have ended', () => {
    const row = rowOf('Support', 'signed-out', {
      failure: { code: 'post-logout-uri-refused', details: [] },
      devices: { ended: true, count: 2 },
    });
    expect(groups([row])).toEqual({ left: [], beside: [], rest: [row] });
  });

  it('keep everything together in its place until each realm has its first verdict', () => {
    const rows = [rowOf('A', 'somebody'), mixed, rowOf('C', 'working')];
    expect(groups(rows)).toEqual({ left: [], beside: [], rest: rows });
  });

  it('keep a realm that is tried again where it was', () => {
    const { left, rest } = groups([rowOf('A', 'signed-out'), rowOf('B', 'working')], ['B']);
    expect(labels(left)).toEqual(['B']);
    expect(labels(rest)).toEqual(['A']);
  });
});
