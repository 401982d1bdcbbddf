import { describe, expect, it } from 'vitest';
import { withHiddenTab } from '../../../../lib/flows/kernel/hidden-tabs.ts';
import { createPorts, createWorld, settle } from '../../world.ts';

describe('a background tab', () => {
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
