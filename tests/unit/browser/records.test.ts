import { beforeEach, describe, expect, it, vi } from 'vitest';

type Items = Record<string, unknown>;
type Listener = (changes: Record<string, { oldValue?: unknown; newValue?: unknown }>, area: string) => void;

const stored = new Map<string, unknown>();
const listeners = new Set<Listener>();
let reads: { keys: string[] | null; answer(): void }[] = [];
let answersAtOnce = true;
let breaks = false;
let onRead: (() => void) | null = null;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    extension: { inIncognitoContext: false },
    storage: {
      onChanged: {
        addListener: (listener: Listener) => listeners.add(listener),
        removeListener: (listener: Listener) => listeners.delete(listener),
      },
      session: {
        get: (keys: string[] | null) => {
          const read = Object.fromEntries([...stored].filter(([key]) => keys?.includes(key) ?? true));
          onRead?.();
          return new Promise<Items>((resolve) => {
            if (answersAtOnce) resolve(read);
            else reads.push({ keys, answer: () => resolve(read) });
          });
        },
        set: async (items: Items) => {
          if (breaks || Object.values(items).includes('huge')) throw new Error('full');
          for (const [key, value] of Object.entries(items)) stored.set(key, value);
        },
        remove: async (keys: string[]) => {
          for (const key of keys) stored.delete(key);
        },
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { sessionArea } = await import('../../../lib/browser/areas.ts');
const { watchRecords } = await import('../../../lib/browser/records.ts');
const { isShownKey } = await import('../../../lib/browser/shown-keys.ts');

beforeEach(() => {
  stored.clear();
  listeners.clear();
  reads = [];
  answersAtOnce = true;
  breaks = false;
  onRead = null;
});

/** Another page or the worker changes a record, and the browser tells everybody. */
function change(key: string, newValue: unknown, area = 'session'): void {
  if (newValue === undefined) stored.delete(key);
  else stored.set(key, newValue);
  const told = newValue === undefined ? {} : { newValue };
  for (const listener of listeners) listener({ [key]: told }, area);
}

/** Stores records as the worker does, which names those that are for pages. */
function store(items: Items): void {
  for (const [key, value] of Object.entries(items)) stored.set(`normal/${key}`, value);
  stored.set('normal/listed', Object.keys(items).filter(isShownKey));
}

describe('everything that a page shows', () => {
  it('is what is stored, with every change since, and without what is another window’s', async () => {
    store({ 'run:a': 1, 'run:b': 1 });
    stored.set('private/run:c', 1).set('private/listed', ['run:c']);
    const records = watchRecords(() => undefined);
    expect(await records.read()).toEqual({ 'run:a': 1, 'run:b': 1 });
    change('normal/run:a', 2);
    change('normal/run:b', undefined);
    change('private/run:c', 2);
    change('normal/run:d', 2, 'local');
    change('normal/status:e', 1);
    expect(await records.read()).toEqual({ 'run:a': 2, 'status:e': 1 });
  });

  it('loses no change that comes while it is being read', async () => {
    answersAtOnce = false;
    store({ 'run:a': 'before', 'run:b': 'before' });
    const records = watchRecords(() => undefined);
    const first = records.read();
    change('normal/run:a', 'meanwhile');
    reads[0]?.answer();
    await vi.waitUntil(() => reads.length === 2);
    change('normal/run:b', undefined);
    change('normal/run:c', 'meanwhile');
    reads[1]?.answer();
    expect(await first).toEqual({ 'run:a': 'meanwhile', 'run:c': 'meanwhile' });
  });

  it('has what was written before it listened, and is named in the list only after', async () => {
    stored.set('normal/settings', 1).set('normal/run:a', 1);
    const said: object[] = [];
    const records = watchRecords((changes) => said.push(changes));
    expect(await records.read()).toEqual({});
    change('normal/run:b', 1);
    change('normal/listed', ['settings', 'run:a', 'run:b']);
    await vi.waitUntil(() => said.length === 3);
    expect(await records.read()).toEqual({ settings: 1, 'run:a': 1, 'run:b': 1 });
    expect(Object.keys(said.at(-1) ?? {})).toEqual(['listed']);
  });

  it('takes nothing for there that is removed while it is read late', async () => {
    const records = watchRecords(() => undefined);
    await records.read();
    answersAtOnce = false;
    stored.set('normal/run:a', 1).set('normal/run:b', 1);
    change('normal/listed', ['run:a', 'run:b']);
    await vi.waitUntil(() => reads.length === 1);
    change('normal/run:a', undefined);
    reads[0]?.answer();
    await vi.waitUntil(async () => Object.hasOwn(await records.read(), 'run:b'));
    expect(await records.read()).toEqual({ 'run:b': 1 });
  });

  it('has what is written as it begins to ask', async () => {
    onRead = () => {
      onRead = null;
      store({ settings: 1 });
      change('normal/settings', 1);
    };
    stored.set('normal/listed', []);
    const records = watchRecords(() => undefined);
    expect(await records.read()).toEqual({ settings: 1 });
  });

  it('is read by its keys alone, and what else changes is not looked at', async () => {
    answersAtOnce = false;
    store({ 'status:a': 1, 'session:a:s1': 'tokens', 'form:k': 'a hint', 'pending:x': 1 });
    const said: object[] = [];
    const records = watchRecords((changes) => said.push(changes));
    const first = records.read();
    reads[0]?.answer();
    await vi.waitUntil(() => reads.length === 2);
    reads[1]?.answer();
    await first;
    expect(reads.map(({ keys }) => keys)).toEqual([['normal/listed'], ['normal/status:a']]);
    change('normal/session:a:s2', 'tokens');
    expect(await records.read()).toEqual({ 'status:a': 1 });
    expect(said).toEqual([{}]);
  });

  it('is told no more once nobody watches', async () => {
    const said: object[] = [];
    const records = watchRecords((changes) => said.push(changes));
    await records.read();
    records.stop();
    change('normal/run:a', 1);
    expect(said).toEqual([]);
  });
});

describe('the list of what is for pages', () => {
  const listed = () => new Set(stored.get('normal/listed') as string[]);

  it('stands as soon as what it names does, and lets go of what is removed', async () => {
    const area = sessionArea();
    await area.get(null);
    const writing = area.set({ 'run:a': 1, 'row:a:x': 1, 'session:x:s1': 'tokens' });
    await vi.waitUntil(() => stored.has('normal/row:a:x'));
    expect(listed()).toEqual(new Set(['run:a', 'row:a:x']));
    await writing;
    await area.remove(['row:a:x', 'session:x:s1']);
    expect(listed()).toEqual(new Set(['run:a']));
  });

  it('has what stood before the worker did, and what a page has written', async () => {
    store({ 'run:a': 1, 'session:x:s1': 'tokens' });
    const area = sessionArea();
    await area.set({ 'run:b': 1 });
    change('normal/test:x', 1);
    await vi.waitUntil(() => listed().size === 3);
    expect(listed()).toEqual(new Set(['run:a', 'run:b', 'test:x']));
  });

  it('that could not be written is written with the next record', async () => {
    const area = sessionArea();
    await area.get(null);
    breaks = true;
    await expect(area.set({ 'run:a': 1 })).rejects.toThrow(expect.objectContaining({ details: ['full'] }));
    breaks = false;
    await area.set({ 'run:b': 1 });
    expect(listed()).toEqual(new Set(['run:b']));
  });
});

describe('the area', () => {
  it('writes together what comes while something is being written, in its order, and reads what was to be written before', async () => {
    const area = sessionArea();
    const all = [area.set({ a: 1 }), area.set({ b: 1 }), area.set({ a: 2 })];
    expect(await area.get(['a', 'b'])).toEqual({ a: 2, b: 1 });
    await Promise.all(all);
    const late = area.set({ a: 3 });
    await area.remove(['a']);
    await late;
    expect(await area.get(null)).toEqual({ b: 1 });
  });

  it.each(['before all of it is known', 'once all of it is known'])(
    'reads %s what was there when it was asked, and not what is written in the same turn',
    async (when) => {
      stored.set('normal/a', 1);
      const area = sessionArea();
      if (when.startsWith('once')) await area.keys('');
      const before = area.get(['a']);
      const writing = area.set({ a: 2 });
      expect(await before).toEqual({ a: 1 });
      await writing;
      expect(await area.get(['a'])).toEqual({ a: 2 });
    },
  );

  it('stores what is written after a removal that is waiting', async () => {
    const area = sessionArea();
    await Promise.all([area.set({ x: 1 }), area.set({ a: 1 }), area.remove(['a']), area.set({ a: 2 })]);
    expect(Object.fromEntries(stored)).toEqual({ 'normal/x': 1, 'normal/a': 2 });
  });

  it('says of each writing that fails that it has, and goes on with the next', async () => {
    const area = sessionArea();
    breaks = true;
    const said = { status: 'rejected', reason: { code: 'storage-failed', details: ['full'] } };
    const both = Promise.allSettled([area.set({ a: 1 }), area.set({ b: 1 })]);
    await expect(both).resolves.toMatchObject([said, said]);
    breaks = false;
    await area.set({ c: 1 });
    expect(await area.get(null)).toEqual({ c: 1 });
  });

  it('writes what can be written although something that goes with it cannot', async () => {
    const area = sessionArea();
    const all = [area.set({ a: 1 }), area.set({ b: 1, c: 'huge' }), area.set({ d: 1 })];
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(Object.fromEntries(stored)).toEqual({ 'normal/a': 1, 'normal/b': 1, 'normal/d': 1 });
    expect(await area.get(null)).toEqual({ a: 1, b: 1, d: 1 });
  });
});

describe('what is known of the area', () => {
  it('is what another page has written or removed, and not what the browser says late of an own writing', async () => {
    stored.set('normal/a', 1).set('normal/b', 1);
    const area = sessionArea();
    await area.get(null);
    change('normal/a', 2);
    change('normal/b', undefined);
    expect(await area.get(['a', 'b'])).toEqual({ a: 2 });
    const writing = area.set({ a: 4 });
    for (const listener of listeners) listener({ 'normal/a': { newValue: 3 } }, 'session');
    await writing;
    expect(await area.get(['a'])).toEqual({ a: 4 });
  });

  it('is what was written or changed while all of it was being read', async () => {
    answersAtOnce = false;
    stored.set('normal/a', 'before').set('normal/b', 'before').set('normal/c', 'before');
    const area = sessionArea();
    const first = area.keys('');
    await area.set({ a: 'here' });
    change('normal/b', 'elsewhere');
    change('normal/c', undefined);
    reads[0]?.answer();
    expect(await first).toEqual(['a', 'b']);
    expect(await area.get(null)).toEqual({ a: 'here', b: 'elsewhere' });
  });

  it('is what was written as it was then, whatever becomes of it here', async () => {
    const area = sessionArea();
    const row = { facts: ['one'] };
    await area.keys('');
    await area.set({ row });
    row.facts.push('two');
    expect(await area.get(['row'])).toEqual({ row: { facts: ['one'] } });
  });
});

describe('the keys of the area', () => {
  it('are those that were there, that are written here, and that others write', async () => {
    stored.set('normal/session:a', 1).set('normal/run:x', 1).set('private/session:b', 1);
    const area = sessionArea();
    expect(await area.keys('session:')).toEqual(['session:a']);
    await area.set({ 'session:c': 1 });
    change('normal/session:d', 1);
    expect(await area.keys('session:')).toEqual(['session:a', 'session:c', 'session:d']);
  });

  it('give the values that are there, also where one has gone', async () => {
    const area = sessionArea();
    await area.set({ 'session:a': 1, 'session:b': 2 });
    await area.remove(['session:a']);
    expect(await area.get(await area.keys('session:'))).toEqual({ 'session:b': 2 });
  });
});
