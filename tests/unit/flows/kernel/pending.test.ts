import { describe, expect, it } from 'vitest';
import { takeForm, takePending, writeForm, writePending } from '../../../../lib/flows/kernel/pending.ts';
import { createPorts, createWorld } from '../../world.ts';

const world = createWorld();
const { session, clock } = createPorts(world);
const createdAt = world.now;

describe('what waits for a tab', () => {
  it('is had by one of two that bring the same answer at once, as where both have woken the worker', async () => {
    await writePending(session, 'state', { realmId: 'support', runId: 'r', createdAt });
    const taken = await Promise.all([1, 2].map((tabId) => takePending(session, clock, 'state', tabId)));
    expect(taken.filter((one) => one !== null)).toHaveLength(1);
  });

  it('is given to one of two that ask for the same form at once, and to that one again', async () => {
    await writeForm(session, 'key', { action: 'https://op.test/', method: 'post', fields: {}, createdAt });
    const take = () => Promise.all([1, 2].map((tabId) => takeForm(session, clock, 'key', tabId)));
    const taken = (await take()).map((form) => form !== null);
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect((await take()).map((form) => form !== null)).toEqual(taken);
  });
});
