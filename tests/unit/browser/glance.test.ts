import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RealmStatus } from '../../../lib/contract/status.ts';
import { createPorts, createWorld, settle } from '../world.ts';

type Changed = (changes: object, area: string) => void;

const listeners: Changed[] = [];
const shown: string[] = [];
let isPrivate = false;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    extension: {
      get inIncognitoContext() {
        return isPrivate;
      },
    },
    storage: { onChanged: { addListener: (listener: Changed) => listeners.push(listener) } },
    action: {
      setBadgeText: async ({ text }: { text: string }) => shown.push(text),
      setBadgeBackgroundColor: async () => undefined,
      setBadgeTextColor: async () => undefined,
      setTitle: async ({ title }: { title: string }) => shown.push(title),
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createGlance } = await import('../../../lib/browser/glance.ts');

describe('what the button says', () => {
  let world = createWorld();
  let ports = createPorts(world);
  let soon: () => void = () => undefined;
  beforeEach(() => {
    for (const list of [listeners, shown]) list.length = 0;
    isPrivate = false;
    world = createWorld();
    ports = createPorts(world);
    soon = createGlance(ports, async (statuses) => ({
      kind: 'signed-in',
      mark: `${Object.keys(statuses).length}`,
      title: Object.values(statuses)
        .map(({ state }) => state)
        .join(),
    }));
  });
  const change = async (id: string, state: RealmStatus['state']): Promise<void> => {
    await ports.session.set({ [`status:${id}`]: { state } });
    const key = `${isPrivate ? 'private' : 'normal'}/status:${id}`;
    for (const listener of listeners) listener({ [key]: {} }, 'session');
  };
  const pass = (ms: number) => settle(world, new Promise<void>((done) => void ports.clock.after(ms, done)));

  it('follows each change of what is known of a realm', async () => {
    await change('support', 'signed-in');
    await pass(400);
    expect(shown).toEqual(['1', 'signed-in']);
    await change('staff', 'signed-out');
    await pass(400);
    expect(shown.slice(2)).toEqual(['2', 'signed-in,signed-out']);
  });

  it('does not flicker with what takes a moment only', async () => {
    await change('support', 'working');
    await pass(100);
    await change('support', 'signed-out');
    await pass(400);
    expect(shown).toEqual(['1', 'signed-out']);
  });

  it('is left as it is by what says the same, and by records of another kind', async () => {
    await change('support', 'signed-in');
    await pass(400);
    soon();
    for (const listener of listeners) listener({ 'normal/row:x': {} }, 'session');
    for (const listener of listeners) listener({ 'normal/status:support': {} }, 'local');
    await pass(400);
    expect(shown).toHaveLength(2);
  });

  it('says nothing of private windows: the button is the same in all', async () => {
    isPrivate = true;
    await change('support', 'signed-in');
    await pass(400);
    expect(shown).toEqual([]);
  });
});
