import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createPorts, createWorld } from '../world.ts';

type Listener<T> = (told: T) => void;

const states: Listener<string>[] = [];
const alarms: Listener<{ name: string }>[] = [];
const wanted: unknown[] = [];
const windows = new Map<number, string>();
const local = new Map<string, unknown>();

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    idle: {
      onStateChanged: {
        addListener: (one: Listener<string>) => states.push(one),
        removeListener: (one: Listener<string>) => states.splice(states.indexOf(one), 1),
        hasListener: (one: Listener<string>) => states.includes(one),
      },
      setDetectionInterval: (seconds: number) => wanted.push(['interval', seconds]),
      queryState: async (seconds: number) => {
        wanted.push(['state', seconds]);
        return 'idle';
      },
    },
    alarms: {
      onAlarm: { addListener: (one: Listener<{ name: string }>) => alarms.push(one) },
      create: async (name: string, { when }: { when: number }) => wanted.push([name, when]),
    },
    storage: {
      local: {
        get: async ([key = '']: string[]) => ({ [key]: local.get(key) }),
        set: async (items: object) => {
          for (const [key, value] of Object.entries(items)) local.set(key, value);
        },
      },
    },
    windows: {
      get: async (id: number) => {
        if (!windows.has(id)) throw new Error('no window');
        return { id };
      },
      create: async ({ url }: { url: string }) => {
        const id = windows.size + 7;
        windows.set(id, url);
        return { id };
      },
      remove: async (id: number) => void windows.delete(id),
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createDesk } = await import('../../../lib/browser/desk.ts');

describe('the desk', () => {
  const told: string[] = [];
  const open = () =>
    createDesk(
      { turned: async (state) => void told.push(state), wake: async () => void told.push('wake') },
      createPorts(createWorld()).session,
    );
  beforeEach(() => {
    for (const list of [states, alarms, wanted, told]) list.length = 0;
    windows.clear();
  });

  it('tells of input and of times, and of no other alarm', () => {
    open();
    for (const one of states) one('locked');
    for (const name of ['rules:times', 'other']) for (const one of alarms) one({ name });
    expect(told).toEqual(['locked', 'wake']);
  });

  it('is not listened to while no rule wants it, so that input wakes no worker', () => {
    const desk = open();
    desk.watch(null);
    expect(states).toHaveLength(0);
    for (let again = 0; again < 2; again += 1) desk.watch(600);
    expect([states.length, wanted.at(-1)]).toEqual([1, ['interval', 600]]);
  });

  it('asks for no shorter time than a browser takes', async () => {
    const desk = open();
    desk.watch(5);
    expect(await desk.state(5)).toBe('idle');
    expect(wanted).toEqual([
      ['interval', 15],
      ['state', 15],
    ]);
  });

  it('wakes the worker for several times, the last that was wanted for each', async () => {
    const desk = open();
    await desk.wakeAt(5, 'times');
    await desk.wakeAt(7, 'times');
    await desk.wakeAt(9, 'retry');
    expect(wanted).toEqual([
      ['rules:times', 5],
      ['rules:times', 7],
      ['rules:retry', 9],
    ]);
  });

  it('has a part of a spread of its own, by chance and from then on the same', async () => {
    const part = await open().part();
    expect(part).toBeGreaterThanOrEqual(0);
    expect(part).toBeLessThan(1);
    expect(await open().part()).toBe(part);
    local.set('part', 'broken');
    expect(await open().part()).not.toBe('broken');
  });

  it('has one window, which is opened again where a person has closed it', async () => {
    const desk = open();
    await desk.openWindow();
    await desk.openWindow();
    expect([...windows.values()]).toEqual(['/countdown.html']);
    windows.clear();
    await desk.openWindow();
    expect(windows.size).toBe(1);
    await desk.closeWindow();
    expect(windows.size).toBe(0);
    await desk.closeWindow();
  });
});
