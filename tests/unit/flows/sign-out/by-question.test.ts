import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { fakeOp } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, type World } from '../../world.ts';
import { rowAfter } from './kit.ts';

const A: App = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };

/** An OP that asks although the hint is right, so that a session with a name ends by its question. */
function askingWorld(): World {
  const op = fakeOp('support');
  op.realm.apps = [A];
  op.alwaysAsks = true;
  const world = createWorld(op);
  world.hostsAllowed = true;
  world.apps.set(A.origin, { allowed: true, data: true, tabs: new Map() });
  return world;
}

describe('a session that ends by the OP’s question although it has a name', () => {
  it('has the apps of its realm cleared as any other', async () => {
    const world = askingWorld();
    const row = await rowAfter(world);
    expect(row).toMatchObject({
      verdict: { is: 'signed-out', apps: [{ name: 'A', state: 'cleared' }] },
    });
    expect(world.apps.get(A.origin)?.data).toBe(false);
  });

  it('opens no second tab when the person closes the first, and is not taken for somebody else', async () => {
    const world = askingWorld();
    const ports = createPorts(world);
    const { hop } = ports;
    ports.hop = (url, init) =>
      init.method === 'POST' ? Promise.resolve({ status: 500, location: null, body: '' }) : hop(url, init);
    world.person = () => {
      for (const tabId of world.tabs.keys()) closeTab(world, tabId);
    };
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'somebody' } });
    expect(world.foreground).toHaveLength(1);
  });
});
