import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createPorts, createWorld } from '../world.ts';

type Line = { id: string; title: string; parentId?: string; contexts: string[] };

const stands: Line[] = [];
const clicks: ((info: { menuItemId: string }) => void)[] = [];
let lastError: { message: string } | undefined;
let refuses = '';
let emptied = 0;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    runtime: {
      get lastError() {
        return lastError;
      },
    },
    contextMenus: {
      onClicked: { addListener: (listener: (typeof clicks)[number]) => clicks.push(listener) },
      removeAll: async () => {
        emptied += 1;
        stands.length = 0;
      },
      create: (line: Line, done: () => void) => {
        lastError = line.id === refuses ? { message: 'no' } : undefined;
        if (!lastError) stands.push(line);
        done();
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createMenu } = await import('../../../lib/browser/menu.ts');

const ALL = { id: 'everything', title: 'Sign out of everything' };
const ONE = { id: 'one', title: 'Sign out of one realm' };
const SUPPORT = { id: 'realm:support', title: 'Support', under: 'one' };

describe('the menu on the button', () => {
  const clicked: string[] = [];
  let { session } = createPorts(createWorld());
  beforeEach(() => {
    for (const list of [stands, clicks, clicked]) list.length = 0;
    refuses = '';
    emptied = 0;
    ({ session } = createPorts(createWorld()));
  });
  const open = () => createMenu(session, (id) => clicked.push(id));

  it('has its lines, each on the button alone', async () => {
    await open()([ALL, ONE, SUPPORT]);
    expect(stands).toEqual([
      { ...ALL, contexts: ['action'] },
      { ...ONE, contexts: ['action'] },
      { id: SUPPORT.id, title: SUPPORT.title, parentId: 'one', contexts: ['action'] },
    ]);
  });

  it('is left as it stands by the next worker, which the browser has keep it', async () => {
    await open()([ALL]);
    await open()([ALL]);
    expect([stands.length, emptied]).toEqual([1, 1]);
  });

  it('is the last that was wanted, however quickly one follows another', async () => {
    const show = open();
    await Promise.all([show([ALL]), show([ALL, ONE, SUPPORT]), show([ALL])]);
    expect(stands.map(({ id }) => id)).toEqual(['everything']);
  });

  it('is made anew after a line could not be made', async () => {
    const show = open();
    refuses = 'one';
    await expect(show([ALL, ONE])).rejects.toThrow('no');
    refuses = '';
    await show([ALL, ONE]);
    expect(stands.map(({ id }) => id)).toEqual(['everything', 'one']);
  });

  it('says which line was clicked', () => {
    open();
    for (const listener of clicks) listener({ menuItemId: 'realm:support' });
    expect(clicked).toEqual(['realm:support']);
  });
});
