import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { type FakeOp, fakeOp } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, settle, type World } from '../../world.ts';
import { allowedWorld, headlineIn, rowAfter, signOutOfAll, startSignOut, WORLDS, waitingTab } from './kit.ts';

describe('the tab of a sign-out', () => {
  it('does not hold the sign-out up where the browser has frozen it', async () => {
    const op: FakeOp = Object.assign(fakeOp('support'), { alwaysAsks: true, asksNobodyToo: true });
    const world = allowedWorld(op);
    const ports = createPorts(world);
    ports.tabs.navigate = () => new Promise(() => undefined);
    const { done } = await settle(world, startSignOut(world, ports));
    const ended = await settle(world, Promise.race([done.then(() => 'ended'), limit(world, 3_600_000)]));
    expect(ended).toBe('ended');
  });

  it('does not keep the sign-out from being proven where it is gone at that moment', async () => {
    const op: FakeOp = Object.assign(fakeOp('support'), { alwaysAsks: true, asksNobodyToo: true });
    const world = allowedWorld(op);
    const ports = createPorts(world);
    ports.tabs.navigate = async () => {
      throw new Error('No tab with id: 1.');
    };
    world.person = () => {
      const tab = waitingTab(world);
      if (tab === undefined) return;
      if (!op.alive.size) return;
      op.alive.clear();
      op.cookie = null;
      op.asksNobodyToo = false;
      world.register.mark(tab, 'loaded');
    };
    expect((await rowAfter(world, ports))?.verdict.is).toBe('signed-out');
  });

  it('is left alone where the person went elsewhere in it', async () => {
    const op: FakeOp = Object.assign(fakeOp('support'), { alwaysAsks: true, asksNobodyToo: true });
    const world = allowedWorld(op);
    let went = false;
    world.person = () => {
      const tab = waitingTab(world);
      if (tab === undefined || went) return;
      went = true;
      world.tabs.set(tab, 'https://mail.test/compose');
      world.register.mark(tab, 'loaded');
    };
    await signOutOfAll(world);
    expect([...world.tabs.values()]).toEqual(['https://mail.test/compose']);
  });

  it.each(WORLDS)(
    'is left alone there too once the session has ended, %s, and the result has a tab of its own',
    async (_, makeWorld) => {
      const op: FakeOp = Object.assign(fakeOp('support'), { alwaysAsks: true, asksNobodyToo: true });
      const world = makeWorld(op);
      world.person = () => {
        const tab = waitingTab(world);
        if (tab === undefined || !op.alive.size) return;
        op.alive.clear();
        op.cookie = null;
        op.asksNobodyToo = false;
        world.tabs.set(tab, 'https://mail.test/compose');
        world.register.mark(tab, 'loaded');
      };
      const run = await signOutOfAll(world, 'tab');
      expect(run?.rows[0]?.verdict.is).toBe('signed-out');
      expect([...world.tabs.values()]).toEqual([
        'https://mail.test/compose',
        expect.stringContaining('/signed-out.html#run='),
      ]);
    },
  );

  it('is not followed by another one that asks the same, once the person has closed it', async () => {
    const op = Object.assign(fakeOp('support'), { alwaysAsks: true });
    const world = createWorld(op);
    world.person = () => {
      const tab = waitingTab(world);
      if (tab === undefined) return;
      // The token endpoint is away for a moment when the next round asks.
      op.refuses.origin = true;
      closeTab(world, tab);
    };
    await signOutOfAll(world);
    expect(world.foreground).toHaveLength(1);
  });

  it('that led back on a “no” has no app cleared over a session that lives', async () => {
    const A = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };
    const op = Object.assign(fakeOp('support'), { isOther: true, alwaysAsks: true, asksNobodyToo: true });
    op.realm.apps = [A];
    const world = allowedWorld(op);
    world.apps.set(A.origin, { allowed: true, data: true, tabs: new Map() });
    let said = false;
    world.person = () => {
      const [tab] = [...world.tabs].filter(([, url]) => url.includes('/logout'));
      if (!tab || said) return;
      said = true;
      world.register.mark(tab[0], 'arrived');
    };
    const run = await signOutOfAll(world);
    expect(headlineIn(run)).not.toBe('signed-out');
    expect([...op.alive]).toEqual(['s1']);
    expect(world.apps.get(A.origin)?.data).toBe(true);
  });
});

function limit(world: World, ms: number): Promise<string> {
  return new Promise((resolve) => world.timers.add({ at: world.now + ms, done: () => resolve('held up') }));
}
