import { describe, expect, it } from 'vitest';
import { withHiddenTab } from '../../../../lib/flows/kernel/hidden-tabs.ts';
import { createPorts, createWorld, settle } from '../../world.ts';

describe('a background tab', () => {
  it.each([
    ['is closed once it has served', undefined, []],
    ['stays where the person has brought it to the front', 1, [1]],
  ])('%s', async (_, front, left) => {
    const world = createWorld();
    if (front) world.front = front;
    const ports = createPorts(world);
    const open = () => ports.tabs.openHidden('https://app.test/out');
    expect(
      await settle(
        world,
        withHiddenTab(open, async (tabId) => tabId, ports),
      ),
    ).toBe(1);
    expect([...world.tabs.keys()]).toEqual(left);
    expect([...world.records.keys()]).toEqual([]);
  });

  it('that the browser does not open in time is given up, and closed should it come later', async () => {
    const world = createWorld();
    const ports = createPorts(world);
    let open = (_: number): void => undefined;
    const late = new Promise<number>((resolve) => {
      open = resolve;
    });
    const worked = withHiddenTab(
      () => late,
      async () => 'worked',
      ports,
    );
    await expect(settle(world, worked)).rejects.toMatchObject({ code: 'timed-out', details: ['tab', '5 s'] });
    world.tabs.set(7, 'https://app.test/');
    open(7);
    await expect.poll(() => world.tabs.size).toBe(0);
  });
});
