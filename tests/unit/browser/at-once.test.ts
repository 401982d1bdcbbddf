import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Show } from '../../../lib/settings/schema.ts';
import { fakeOp } from '../fake-op.ts';
import { createPorts, createWorld, settle } from '../world.ts';
import { settingsOf } from './store-kit.ts';

const opened: string[] = [];
let popupOpens = true;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    action: {
      setPopup: async () => undefined,
      openPopup: async () => {
        if (!popupOpens) throw new Error('no');
        opened.push('popup');
      },
    },
    tabs: { create: async ({ url }: { url: string }) => opened.push(url) },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { signOutAtOnce } = await import('../../../lib/browser/at-once.ts');

describe('signing out by a key or the menu', () => {
  const asked: unknown[] = [];
  let runId: string | null = 'r1';
  let world = createWorld(fakeOp('support'));
  let ports = createPorts(world);
  beforeEach(() => {
    opened.length = 0;
    asked.length = 0;
    popupOpens = true;
    runId = 'r1';
    world = createWorld(fakeOp('support'), fakeOp('hidden'));
    ports = createPorts(world);
  });
  const press = async (show: Show, realmIds?: string[]): Promise<void> => {
    const [support] = world.ops as [ReturnType<typeof fakeOp>];
    const { store } = settingsOf([support.realm]);
    const read = async () => {
      const settings = await store.read();
      return { ...settings, signOut: { ...settings.signOut, show } };
    };
    const start = async (ids: string[] | undefined) => {
      asked.push(ids);
      if (runId === 'fails') throw new Error('cannot be read');
      const done = new Promise<void>((resolve) => void ports.clock.after(1000, resolve));
      return { runId, done: done.then(() => void opened.push('result')) };
    };
    const signOut = signOutAtOnce(start, { ...store, read }, ports);
    await settle(world, signOut('key', realmIds));
  };

  it('signs out of everything, and the result’s own page shows it', async () => {
    await press('tab');
    expect([asked, opened]).toEqual([[undefined], []]);
  });

  it('signs out of one realm', async () => {
    await press('tab', ['support']);
    expect(asked).toEqual([['support']]);
  });

  it('opens the popup where no page shows the result', async () => {
    await press('background');
    expect(opened).toEqual(['popup']);
  });

  it('opens the result’s page then, where a browser opens no popup', async () => {
    popupOpens = false;
    await press('background');
    expect(opened).toEqual([ports.addresses.signedOutPage('r1')]);
  });

  it.each([null, 'fails'])('opens the popup where nothing was begun: %s', async (given) => {
    runId = given;
    await press('tab');
    expect(opened).toEqual(['popup']);
    popupOpens = false;
    await press('tab');
    expect(opened).toEqual(['popup', '/options.html']);
  });

  it('shows a realm that is found only now, as the popup does, before it is asked anything', async () => {
    const [, hidden] = world.ops as [unknown, ReturnType<typeof fakeOp>];
    const { hostname: host, pathname: path } = new URL(hidden.realm.issuer);
    ports.realmCookies.present = async () => [{ host, path }];
    await press('tab');
    // The page that shows the result would close it.
    expect(opened).toEqual(['result', 'popup']);
    expect(world.records.get('found')).toMatchObject({ realms: [{ issuer: hidden.realm.issuer }] });
    await press('tab');
    expect(opened).toEqual(['result', 'popup']);
  });
});
