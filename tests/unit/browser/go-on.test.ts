import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '../../../lib/browser/message-bus.ts';
import type { Later } from '../../../lib/contract/messages.ts';
import { fakeOp } from '../fake-op.ts';
import { createPorts, createWorld, settle } from '../world.ts';

const held = new Set<string>();
const allowed: (() => void)[] = [];
const opened: string[] = [];
let popupOpens = true;
let popup = '/popup.html';

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    permissions: {
      onAdded: { addListener: (listener: () => void) => allowed.push(listener) },
      contains: async ({ origins }: { origins: string[] }) => origins.every((one) => held.has(one)),
    },
    action: {
      setPopup: async (given: { popup: string }) => {
        popup = given.popup;
      },
      openPopup: async () => {
        if (!popupOpens) throw new Error('no');
        opened.push(popup);
      },
    },
    tabs: { create: async ({ url }: { url: string }) => opened.push(url) },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { goOnWhenAllowed } = await import('../../../lib/browser/go-on.ts');

const CHECK: Later = { kind: 'check', payload: {} };
const FIND: Later = { kind: 'find', payload: {} };
const SIGN_OUT: Later = { kind: 'sign-out', payload: { realmIds: ['support'] } };
const HOST = 'https://sso.example.org/*';

describe('what a page wanted done once it would be allowed', () => {
  const done: unknown[] = [];
  const world = createWorld(fakeOp('support'));
  const { session, clock } = createPorts(world);
  beforeEach(() => {
    for (const list of [done, opened, allowed]) list.length = 0;
    held.clear();
    world.records.clear();
    popupOpens = true;
    const handlers = new Proxy({} as Handlers, {
      get: (_, kind) => async (payload: unknown) => {
        done.push([kind, payload]);
        return null;
      },
    });
    goOnWhenAllowed({ session, clock }, handlers);
  });
  const keep = (later: Later, at = world.now) =>
    world.records.set('later', { later, wanted: { origins: [HOST] }, at });
  const letTimePass = () => settle(world, new Promise<void>((done) => void clock.after(1000, done)));
  const allow = async (host: string): Promise<void> => {
    held.add(host);
    for (const listener of allowed) listener();
    await letTimePass();
  };

  it('is done by the worker where that page is gone, and the popup shows what came of it', async () => {
    keep(CHECK);
    await allow(HOST);
    expect(done).toEqual([['check', {}]]);
    expect(opened).toEqual(['/popup.html']);
  });

  it('is shown by the options where a browser opens no popup without a click', async () => {
    popupOpens = false;
    keep(CHECK);
    await allow(HOST);
    expect(opened).toEqual(['/options.html']);
  });

  it.each([
    { where: 'the popup', opens: true, shown: '/popup.html?looked' },
    { where: 'the options', opens: false, shown: '/options.html?looked' },
  ])('is known to $where where it was to look for realms, and not to the popup after', async (the) => {
    popupOpens = the.opens;
    keep(FIND);
    await allow(HOST);
    expect(done).toEqual([['find', {}]]);
    expect(opened).toEqual([the.shown]);
    expect(popup).toBe('/popup.html');
  });

  it('is a sign-out that shows its own page', async () => {
    keep(SIGN_OUT);
    await allow(HOST);
    expect(done).toEqual([['sign-out', { realmIds: ['support'] }]]);
    expect(opened).toEqual([]);
  });

  it('is to sign out of one app, and the popup shows what comes of it', async () => {
    const payload = { realmId: 'support', key: 'wiki', discards: false };
    keep({ kind: 'sign-out-app', payload });
    await allow(HOST);
    expect(done).toEqual([['sign-out-app', payload]]);
    expect(opened).toEqual(['/popup.html']);
  });

  it('is left to that page where it is still there', async () => {
    keep(SIGN_OUT);
    held.add(HOST);
    for (const listener of allowed) listener();
    await session.remove(['later']);
    await letTimePass();
    expect(done).toEqual([]);
  });

  it('is not done where something else was allowed, and is once that is', async () => {
    keep(FIND);
    await allow('https://other.example.org/*');
    expect(done).toEqual([]);
    await allow(HOST);
    expect(done).toEqual([['find', {}]]);
  });

  it('is done once', async () => {
    keep(FIND);
    await allow(HOST);
    await allow(HOST);
    expect(done).toHaveLength(1);
  });

  it('is no longer wanted after two minutes', async () => {
    keep(SIGN_OUT, world.now - 121_000);
    await allow(HOST);
    expect(done).toEqual([]);
    expect(world.records.has('later')).toBe(false);
  });
});
