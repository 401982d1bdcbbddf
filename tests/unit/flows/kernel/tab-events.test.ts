import { describe, expect, it } from 'vitest';
import { createTabEvents, type TabRegister } from '../../../../lib/flows/kernel/tab-events.ts';
import { fakeClock } from '../../fake-browser.ts';
import { createWorld, settle, type World } from '../../world.ts';

const TAB = 7;

/** A register among tabs of which these stand. */
function registerOf(
  world: World,
  standing: number[] = [TAB],
  onWaiting?: (waiting: boolean) => void,
): TabRegister {
  return createTabEvents(fakeClock(world), async (tabId) => standing.includes(tabId), onWaiting);
}

describe('what becomes of a tab', () => {
  it('is not lost where it comes before anybody asks', async () => {
    const world = createWorld();
    const tabs = registerOf(world);
    tabs.mark(TAB, 'arrived');
    expect(await settle(world, tabs.next(TAB, ['arrived'], 1_000))).toBe('arrived');
  });

  it('reaches whoever waits, and only for that tab and that event', async () => {
    const world = createWorld();
    const tabs = registerOf(world, [TAB, 8]);
    const waiting = tabs.next(TAB, ['arrived', 'closed'], 1_000);
    await new Promise(setImmediate);
    tabs.mark(8, 'closed');
    tabs.mark(TAB, 'loaded');
    tabs.mark(TAB, 'arrived');
    expect(await settle(world, waiting)).toBe('arrived');
  });

  it('reaches all who wait for it, as two realms do for the tab of one app', async () => {
    const world = createWorld();
    const tabs = registerOf(world);
    const both = Promise.all([1, 2].map(() => tabs.next(TAB, ['loaded', 'closed'], 1_000)));
    await new Promise(setImmediate);
    tabs.mark(TAB, 'loaded');
    expect(await settle(world, both)).toEqual(['loaded', 'loaded']);
    expect(await settle(world, tabs.next(TAB, ['loaded'], 10))).toBeNull();
  });

  it('is nothing once the limit has passed', async () => {
    const world = createWorld();
    const start = world.now;
    expect(await settle(world, registerOf(world).next(TAB, ['arrived'], 1_000))).toBeNull();
    expect(world.now - start).toBe(1_000);
  });

  it('is told at once for a limit that has passed already', async () => {
    const world = createWorld();
    const tabs = registerOf(world);
    expect(await settle(world, tabs.next(TAB, ['closed'], -5))).toBeNull();
    tabs.mark(TAB, 'closed');
    expect(await settle(world, tabs.next(TAB, ['closed'], 0))).toBe('closed');
  });

  it('is told once for each time that it has loaded, and each time that it has arrived or closed', async () => {
    const world = createWorld();
    const tabs = registerOf(world);
    const ask = (...wanted: ('loaded' | 'arrived' | 'closed')[]) => settle(world, tabs.next(TAB, wanted, 10));
    tabs.mark(TAB, 'loaded');
    expect([await ask('loaded'), await ask('loaded')]).toEqual(['loaded', null]);
    tabs.mark(TAB, 'closed');
    expect([await ask('closed'), await ask('closed')]).toEqual(['closed', 'closed']);
  });

  it('names the arrival before the closing, and both before the loading', async () => {
    const world = createWorld();
    const tabs = registerOf(world);
    for (const event of ['loaded', 'closed'] as const) tabs.mark(TAB, event);
    expect(await settle(world, tabs.next(TAB, ['loaded', 'closed'], 10))).toBe('closed');
    tabs.arrived(TAB);
    expect(await settle(world, tabs.next(TAB, ['loaded', 'arrived', 'closed'], 10))).toBe('arrived');
  });

  it('is that it has closed, for a tab of an earlier worker that stands no more', async () => {
    const world = createWorld();
    const tabs = registerOf(world, []);
    expect(await settle(world, tabs.next(TAB, ['arrived', 'closed'], 1_000))).toBe('closed');
  });

  it('is not that, for a tab that was opened here', async () => {
    const world = createWorld();
    const tabs = registerOf(world, []);
    tabs.watch(TAB);
    expect(tabs.isWatched(TAB)).toBe(true);
    expect(await settle(world, tabs.next(TAB, ['closed'], 10))).toBeNull();
  });

  it('is that it has closed, where it does while it is asked whether it stands', async () => {
    const world = createWorld();
    const tabs: TabRegister = createTabEvents(fakeClock(world), async (tabId) => {
      // As the browser's listener does: of tabs that nobody watches it says nothing.
      if (tabs.isWatched(tabId)) tabs.mark(tabId, 'closed');
      return true;
    });
    expect(await settle(world, tabs.next(TAB, ['arrived', 'closed'], 1_000))).toBe('closed');
  });

  it('keeps listeners standing while anybody waits', async () => {
    const world = createWorld();
    const told: boolean[] = [];
    const tabs = registerOf(world, [TAB, 8], (waiting) => told.push(waiting));
    const both = Promise.all([tabs.next(TAB, ['closed'], 10), tabs.next(8, ['closed'], 20)]);
    await settle(world, both);
    expect(told.lastIndexOf(true)).toBe(told.length - 2);
    expect(told.indexOf(false)).toBe(told.length - 1);
  });

  it('has listeners stand for one who asks while the last of the others ends', async () => {
    const world = createWorld();
    let isListening = false;
    let standing = (): void => undefined;
    const slow = new Promise<boolean>((resolve) => {
      standing = () => resolve(true);
    });
    const tabs = createTabEvents(
      fakeClock(world),
      (tabId) => (tabId === TAB ? Promise.resolve(true) : slow),
      (waiting) => {
        isListening = waiting;
      },
    );
    const first = tabs.next(TAB, ['loaded'], 1_000);
    await new Promise(setImmediate);
    const second = tabs.next(8, ['loaded'], 1_000);
    tabs.mark(TAB, 'loaded');
    await first;
    // What loads now would be lost without.
    expect(isListening).toBe(true);
    standing();
    await new Promise(setImmediate);
    expect(isListening).toBe(true);
    tabs.mark(8, 'loaded');
    expect(await second).toBe('loaded');
    expect(isListening).toBe(false);
  });
});
