import { describe, expect, it, vi } from 'vitest';
import { createSetUp } from '../../../lib/browser/set-up.ts';
import { TEST } from '../../../lib/flows/kernel/records.ts';
import { fakeOp } from '../fake-op.ts';
import { createPorts, createWorld } from '../world.ts';
import { settingsOf } from './store-kit.ts';

const { realm } = fakeOp('support');
const KEY = TEST + realm.id;

/** An options page opens over a realm's test that is not over; `beforeLock` is what happens before it has the realm's lock. */
async function openOver(beforeLock: (records: Map<string, unknown>) => void): Promise<unknown> {
  const { records, ...world } = createWorld();
  const ports = { ...createPorts({ ...world, records }), testSession: async () => null };
  const request = async (_name: string, _options: object, work: (lock: object) => Promise<void>) => {
    beforeLock(records);
    await work({});
  };
  records.set(KEY, { checks: [], running: true });
  vi.stubGlobal('navigator', { locks: { request } });
  try {
    await createSetUp(ports, settingsOf([realm], [realm]).store);
  } finally {
    vi.unstubAllGlobals();
  }
  return records.get(KEY);
}

describe('a test of a realm whose page was closed', () => {
  it('is as if it had not begun', async () => {
    expect(await openOver(() => undefined)).toBeUndefined();
  });

  it('is none that another page brings to its end as this one opens: that keeps its result', async () => {
    const over = { checks: [], running: false };
    expect(await openOver((records) => records.set(KEY, over))).toEqual(over);
  });
});
