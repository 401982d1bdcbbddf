import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import type { StoredRow } from '../../../../lib/flows/kernel/records.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { isOut } from '../../../../lib/verdict/judge.ts';
import { BLANK, fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import {
  allowedWorld,
  appAt,
  lastRun,
  marksOf,
  NO_APPS,
  portsStoppedAt,
  remember,
  rowAfter,
  startAgain,
  startSignOut,
  statusOf,
} from './kit.ts';

const WIKI = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };

/** Ports of a worker that the browser stops at the first call of which this is true. */
function stoppedWhen(world: World, isNow: () => boolean): { ports: Ports; stopped: Promise<string> } {
  let stop = (_: string): void => undefined;
  const stopped = new Promise<string>((resolve) => {
    stop = resolve;
  });
  let isStopped = false;
  const ports = createPorts(world, () => {
    isStopped ||= isNow();
    if (!isStopped) return Promise.resolve();
    stop('stopped');
    return new Promise<void>(() => undefined);
  });
  return { ports, stopped };
}

function rowIn({ records }: World): StoredRow | undefined {
  return [...records].find(([key]) => key.startsWith('row:'))?.[1] as StoredRow | undefined;
}

/** A sign-out until the worker is stopped. */
async function untilStopped(
  world: World,
  { ports, stopped }: ReturnType<typeof stoppedWhen>,
  how = howTo('background'),
): Promise<string> {
  const whole = startSignOut(world, ports, how).then(({ done }) => done.then(() => 'done'));
  return settle(world, Promise.race([whole, stopped]));
}

describe('what a stopped worker leaves', () => {
  it('is gone on with by the client it began with, also where the settings name another by now', async () => {
    const op = fakeOp('support');
    op.account = NO_APPS;
    const world = createWorld(op);
    expect(await untilStopped(world, portsStoppedAt(world, 30))).toBe('stopped');
    const next = createPorts(world);
    const asked = new Set<string>();
    const { request } = next.oidc;
    next.oidc.request = (metadata, options) => {
      asked.add(options.clientId);
      return request(metadata, options);
    };
    await settle(world, resume([{ ...op.realm, clientId: 'another' }], next));
    await settle(world, new Promise((resolve) => next.clock.after(60_000, () => resolve(null))));
    expect([...asked].filter((id) => id !== op.realm.clientId)).toEqual([]);
    expect(lastRun(world)?.rows[0]?.verdict.is).toBe('signed-out');
  });

  it('is shown by the next one where it was stopped before the page of the result was opened', async () => {
    const op = fakeOp('support');
    op.account = NO_APPS;
    const world = createWorld(op);
    const isDone = () => rowIn(world)?.tookMs !== undefined;
    expect(await untilStopped(world, stoppedWhen(world, isDone), howTo('tab'))).toBe('stopped');
    expect(world.foreground).toEqual([]);
    await startAgain(world);
    expect(world.foreground).toEqual([expect.stringContaining(lastRun(world)?.id ?? '-')]);
    await startAgain(world);
    expect(world.foreground).toHaveLength(1);
  });

  it('is not shown a second time, nor where no tab was wanted', async () => {
    for (const how of ['tab', 'background'] as const) {
      const op = fakeOp('support');
      const world = createWorld(op);
      const { done } = await settle(world, startSignOut(world, createPorts(world), howTo(how)));
      await settle(world, done);
      const before = world.foreground.length;
      await startAgain(world);
      expect(world.foreground).toHaveLength(before);
    }
  });

  it('is shown once, also where a page wakes this very worker while it is being opened', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const { open } = ports.tabs;
    ports.tabs.open = async (url) => {
      await resume([op.realm], ports);
      return open(url);
    };
    const { done } = await settle(world, startSignOut(world, ports, howTo('tab')));
    await settle(world, done);
    expect(world.foreground).toHaveLength(1);
  });

  it('does not stay open: a background tab is closed by the next one', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    const isTelling = () =>
      world.visits.length > 0 && [...world.records.keys()].some((key) => key.startsWith('hidden:'));
    expect(await untilStopped(world, stoppedWhen(world, isTelling))).toBe('stopped');
    expect(world.tabs.size).toBe(1);
    await startAgain(world);
    expect(world.tabs.size).toBe(0);
    expect([...world.records.keys()].filter((key) => key.startsWith('hidden:'))).toEqual([]);
  });

  it('names the apps that are to be told by a page that was read, and which nobody can read again', async () => {
    const op = fakeOp('support');
    op.account = NO_APPS;
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    let calls = 0;
    const isRead = () => world.hops.some((url) => url.includes('id_token_hint'));
    // The page is read, what it names is stored, and there it ends.
    const isNow = () => isRead() && ++calls > 2;
    expect(await untilStopped(world, stoppedWhen(world, isNow))).toBe('stopped');
    await startAgain(world);
    expect(marksOf(lastRun(world)?.rows[0])).toEqual({ 'a.test': ['told'] });
  });
});

describe('a record that cannot be written', () => {
  /** Ports whose storage takes no row any more, from a moment on. */
  function fullFrom(world: World, isNow: () => boolean): Ports {
    const ports = createPorts(world);
    const { set } = ports.session;
    ports.session.set = async (items) => {
      if (isNow() && Object.keys(items).some((key) => key.startsWith('row:'))) throw new Error('full');
      return set(items);
    };
    return ports;
  }

  it('keeps an app from being told or cleared, which might be done twice, and names it; the session ends all the same', async () => {
    const op = fakeOp('support');
    op.realm.apps = [WIKI];
    op.account = NO_APPS;
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    const app = appAt(world, WIKI);
    await settle(world, remember(op, world));
    const { done } = await settle(
      world,
      startSignOut(
        world,
        fullFrom(world, () => world.hops.some((url) => url.includes('id_token_hint'))),
      ),
    );
    await settle(
      world,
      done.catch(() => undefined),
    );
    expect(op.alive.size).toBe(0);
    expect([world.visits, app.data]).toEqual([[], true]);
  });

  it('does not keep a realm’s session from ending where nothing of it could be stored', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    await rowAfter(
      world,
      fullFrom(world, () => rowIn(world) !== undefined),
    ).catch(() => undefined);
    expect(op.alive.size).toBe(0);
  });

  it('leaves no row at work for ever: what there is of it makes room for the word that it could not be finished', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { set } = ports.session;
    const isVerdict = (value: unknown) => (value as StoredRow).tookMs !== undefined;
    ports.session.set = async (items) => {
      const row = Object.entries(items).find(([key]) => key.startsWith('row:'));
      if (row && isVerdict(row[1]) && world.records.has(row[0])) throw new Error('full');
      return set(items);
    };
    const row = await rowAfter(world, ports);
    expect(row).toMatchObject({ verdict: { is: 'not-proven', failure: { code: 'unfinished' } } });
    expect(row?.step).toBeUndefined();
    expect(statusOf(world)).toMatchObject({ state: 'unknown', verdict: 'not-proven' });
    ports.session.set = set;
    expect(isOut((await rowAfter(world, ports))?.verdict.is ?? 'not-proven')).toBe(true);
  });

  it('leaves none either where nothing at all goes in any more', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { set } = ports.session;
    ports.session.set = async (items) => {
      if (world.hops.some((url) => url.includes('id_token_hint'))) throw new Error('full');
      return set(items);
    };
    const { done } = await settle(world, startSignOut(world, ports));
    await settle(world, done);
    expect(op.alive.size).toBe(0);
    expect([lastRun(world), statusOf(world)]).toEqual([undefined, undefined]);
  });
});

describe('storage that cannot be read when a sign-out begins', () => {
  it('keeps no realm from being signed out of, nor from being tried again', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { get } = ports.session;
    ports.session.get = () => Promise.reject(new Error('An unexpected error occurred'));
    await settle(
      world,
      startSignOut(world, ports).then(({ done }) => done),
    );
    expect(lastRun(world)?.rows[0]?.verdict).toMatchObject({ is: 'not-proven' });
    ports.session.get = get;
    expect((await rowAfter(world, ports))?.verdict.is).toBe('signed-out');
    expect(op.alive.size).toBe(0);
  });
});
