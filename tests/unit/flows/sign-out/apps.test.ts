import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { finishApp } from '../../../../lib/flows/sign-out/clear.ts';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { BLANK, type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, type FakeApp, howTo, settle, type World } from '../../world.ts';
import { headlineIn, lastRun, marksOf, remember, rowAfter, signOutOfAll, startSignOut } from './kit.ts';

const A: App = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };
const B: App = { ...APP_DEFAULTS, origin: 'https://b.test', label: 'B' };
const C: App = { ...APP_DEFAULTS, origin: 'https://c.test', label: 'C' };

function appAt(world: World, { origin }: App, different: Partial<FakeApp> = {}): FakeApp {
  const app = { allowed: true, data: true, tabs: new Map(), ...different };
  world.apps.set(origin, app);
  return app;
}

const CLIENTS = [
  { clientId: 'wiki', clientName: 'Wiki', effectiveUrl: 'https://wiki.test/start' },
  { clientId: 'full-signout' },
  { clientId: 'account-console', clientName: 'Account console' },
];

/** An OP whose account API tells of a session with some apps. */
function tellingOp(name: string, clients: object[] = CLIENTS, others = 0): FakeOp {
  const op = fakeOp(name);
  const elsewhere = Array.from({ length: others }, (_, at) => ({ id: `other-${at}` }));
  for (const { id } of elsewhere) op.alive.add(id);
  op.account = {
    'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients }, ...elsewhere] }],
    applications: clients,
  };
  return op;
}

function allowedWorld(...ops: FakeOp[]): World {
  const world = createWorld(...ops);
  world.hostsAllowed = true;
  return world;
}

describe('the apps of a realm', () => {
  it('are cleared once the session has ended, and their tabs loaded again', async () => {
    const op = tellingOp('support', []);
    op.realm.apps = [A];
    const world = createWorld(op);
    const app = appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0 }]]) });
    const row = await rowAfter(world);
    expect(row?.verdict.apps).toMatchObject([
      { name: 'A', origin: A.origin, marks: ['cleared', 'reloaded'], state: 'cleared' },
    ]);
    expect([app.data, app.tabs.get(7)?.loads]).toEqual([false, 1]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('are cleared although nobody was signed in any more', async () => {
    const op = fakeOp('support', null);
    op.realm.apps = [A];
    const world = createWorld(op);
    const app = appAt(world, A);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'nothing' } });
    expect(app.data).toBe(false);
  });

  it('are neither told nor cleared while the session lives on', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    await settle(world, remember(op, world));
    op.down = true;
    const app = appAt(world, A);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'may-remain' } });
    expect([app.data, world.visits]).toEqual([true, []]);
  });

  it('are named as not cleared where clearing is not allowed or does not work, and the others are cleared', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A, B, C];
    const world = createWorld(op);
    appAt(world, A, { allowed: false });
    appAt(world, B, { breaks: true });
    appAt(world, C);
    const row = await rowAfter(world);
    expect(row?.verdict.is).toBe('signed-out');
    expect(marksOf(row)).toEqual({ A: ['not-allowed'], B: ['not-cleared'], C: ['cleared'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('are left over where a cookie of a parent domain is, unless it is to go too', async () => {
    for (const [parentCookies, state] of [
      [false, 'unknown'],
      [true, 'cleared'],
    ] as const) {
      const op = fakeOp('support');
      op.realm.apps = [{ ...A, parentCookies }];
      const world = createWorld(op);
      appAt(world, A, { parents: ['corp.test'] });
      expect((await rowAfter(world))?.verdict.apps).toMatchObject([{ state }]);
    }
  });

  it('take the green away while one of their tabs goes on loading', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    const again = () =>
      void world.timers.add({
        at: world.now + 900,
        done: () => {
          world.register.mark(7, 'loaded');
          again();
        },
      });
    appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0, onLoad: again }]]) });
    const began = world.now;
    const row = await rowAfter(world);
    expect(row?.verdict.apps).toMatchObject([{ state: 'unknown', cause: { code: 'app-unsettled' } }]);
    expect(world.now - began).toBeLessThan(LIMITS.settle + LIMITS.rest);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('keep a tab with unsaved input until the person says otherwise', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    const tabs = new Map([
      [7, { unsaved: true, loads: 0 }],
      [8, { unsaved: false, loads: 0 }],
    ]);
    appAt(world, A, { tabs });
    expect(marksOf(await rowAfter(world))).toEqual({ A: ['cleared', 'reloaded', 'kept-open'] });
    expect([tabs.get(7)?.loads, tabs.get(8)?.loads]).toEqual([0, 1]);
    await settle(world, finishApp(A, 'reload', [op.realm.issuer], createPorts(world)));
    expect(tabs.get(7)?.loads).toBe(1);
  });

  it('have their tabs closed where that is chosen', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    world.tabs.set(7, A.origin);
    appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0 }]]) });
    const how = { ...howTo('background'), appTabs: 'close' as const };
    const { done } = await settle(world, startSignOut(world, createPorts(world), how));
    await settle(world, done);
    expect(marksOf(lastRun(world)?.rows[0])).toEqual({ A: ['cleared', 'closed'] });
    expect(world.tabs.has(7)).toBe(false);
  });

  it('are cleared for each of two realms that list them only when both sessions have ended, fifty of them too', async () => {
    const ops = [fakeOp('support'), fakeOp('staff')];
    const many = Array.from({ length: 50 }, (_, at) => ({
      ...APP_DEFAULTS,
      origin: `https://${at}.test`,
      label: `${at}`,
    }));
    const world = createWorld(...ops);
    for (const { realm } of ops) realm.apps = many;
    for (const app of many) appAt(world, app);
    const ports = createPorts(world);
    const { clear } = ports.siteData;
    const aliveAtClearing = new Set<number>();
    ports.siteData.clear = (...given) => {
      aliveAtClearing.add(ops.reduce((sum, { alive }) => sum + alive.size, 0));
      return clear(...given);
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect(
      run?.rows.map(({ verdict }) => verdict.apps.filter(({ state }) => state === 'cleared').length),
    ).toEqual([50, 50]);
    expect([...world.apps.values()].some(({ data }) => data)).toBe(false);
    expect([...aliveAtClearing]).toEqual([0]);
  });
});

describe('with the host of the realm allowed, a sign-out', () => {
  it('visits the addresses of Keycloak’s own front-channel page, each in a tab that is closed again', async () => {
    const op = fakeOp('support');
    op.page = {
      ...BLANK,
      frames: [
        'https://a.test/out?sid=1',
        'ftp://c.test/',
        'javascript:alert(1)',
        'http://d.test/',
        'https://u:p@e.test/',
        'https://op.test/realms/support/out',
        'https://127.0.0.1/',
      ],
    };
    const world = allowedWorld(op);
    const row = await rowAfter(world);
    expect(world.visits).toEqual(['https://a.test/out?sid=1']);
    expect(world.tabs.size).toBe(0);
    expect(row?.verdict.apps.find(({ name }) => name === 'a.test')).toMatchObject({
      marks: ['told'],
      state: 'unknown',
    });
    expect(row?.verdict.apps.filter(({ marks }) => marks.includes('not-told'))).toHaveLength(6);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('names some of ten thousand frames that it does not open, and stores no endless address', async () => {
    const op = fakeOp('support');
    const frames = Array.from({ length: 10_000 }, (_, at) => `http://app-${at}.test/${'x'.repeat(500)}`);
    op.page = { ...BLANK, frames };
    const world = allowedWorld(op);
    const row = await rowAfter(world);
    const refused = row?.verdict.apps.filter(({ marks }) => marks.includes('not-told')) ?? [];
    expect(refused).toHaveLength(50);
    expect(Math.max(...refused.map(({ key }) => key.length))).toBe(200);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('opens no more addresses once its limit for telling has passed', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: Array.from({ length: 50 }, (_, at) => `https://app-${at}.test/out`) };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    ports.tabEvents.next = async (_, __, limitMs) => {
      await new Promise<void>((resolve) => void ports.clock.after(limitMs, resolve));
      return null;
    };
    const row = await rowAfter(world, ports);
    const opened = world.visits.length;
    expect(opened).toBeLessThan(50);
    await settle(world, new Promise<void>((resolve) => void ports.clock.after(60_000, resolve)));
    expect(world.visits).toHaveLength(opened);
    expect(row?.verdict.apps.filter(({ marks }) => marks.includes('not-told'))).toHaveLength(50);
  });

  it('tells the apps of every session that it ends, and not those of the last one alone', async () => {
    const op = fakeOp('support', 's1');
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2');
    await settle(world, remember(op, world));
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const ports = createPorts(world);
    const { read } = ports.pages;
    let pages = 0;
    ports.pages.read = async (html) => {
      const contents = await read(html);
      if (contents.frames.length === 0) return contents;
      pages += 1;
      return { ...contents, frames: [`https://app-${pages}.test/out`] };
    };
    await rowAfter(world, ports);
    expect([op.alive.size, pages]).toEqual([0, 2]);
    expect(world.visits).toEqual(['https://app-1.test/out', 'https://app-2.test/out']);
  });

  it('opens no frame of a page that does not lead back to us', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { read } = ports.pages;
    ports.pages.read = async (html) => ({ ...(await read(html)), links: ['https://elsewhere.test/'] });
    await rowAfter(world, ports);
    expect(world.visits).toEqual([]);
  });

  it('says told only of an address that has answered without an error, and gives it a moment', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out', 'https://b.test/out'] };
    const world = allowedWorld(op);
    world.statuses.set('https://b.test/out', 404);
    const began = world.now;
    const row = await rowAfter(world);
    expect(marksOf(row)).toEqual({ 'a.test': ['told'], 'b.test': ['not-told'] });
    expect(row?.verdict.apps.find(({ name }) => name === 'b.test')?.cause).toEqual({
      code: 'app-error',
      details: ['https://b.test/out', '404'],
    });
    expect(world.now - began).toBeGreaterThanOrEqual(LIMITS.tellMoment);
  });

  it('sends a SAML app’s form on in a background tab, and tells whether it answered', async () => {
    for (const [answers, mark] of [
      [true, 'told'],
      [false, 'not-told'],
    ] as const) {
      const op = tellingOp('support', [
        { clientId: 'pay', clientName: 'Payroll', effectiveUrl: 'https://pay.test/' },
      ]);
      const form = { action: 'https://pay.test/slo', method: 'post', values: { SAMLRequest: 'x' } };
      op.page = { ...BLANK, forms: [form] };
      const world = allowedWorld(op);
      world.saml.set('https://pay.test', (tabId) => void (answers && world.register.mark(tabId, 'arrived')));
      const row = await rowAfter(world);
      expect(row?.verdict.is).toBe('signed-out');
      expect(marksOf(row).Payroll).toEqual(['in-session', mark]);
      expect(world.foreground).toEqual([]);
      expect(world.tabs.size).toBe(0);
    }
  });

  it('lets a document run at the next sign-out of a realm whose page could not be read', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    ports.pages.read = async () => {
      throw new Error('no parser');
    };
    await rowAfter(world, ports);
    expect(world.visits).toEqual([]);
    op.alive.add('s2');
    op.cookie = 's2';
    expect((await rowAfter(world))?.verdict.is).toBe('signed-out');
    expect(world.visits).toEqual(['https://a.test/out']);
  });
});

describe('what a session holds', () => {
  it('is shown with the person: apps by name, other devices', async () => {
    const op = tellingOp('support', CLIENTS, 2);
    const world = createWorld(op);
    await settle(world, remember(op, world));
    expect((world.records.get('status:support') as RealmStatus).details).toMatchObject({
      apps: [{ clientId: 'wiki', name: 'Wiki', origin: 'https://wiki.test' }],
      otherDevices: 2,
    });
  });

  it('is told in the result, and an app that is cleared has the name there that the person gave it', async () => {
    const op = tellingOp('support');
    op.realm.apps = [{ ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Our wiki' }];
    const world = createWorld(op);
    appAt(world, { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Our wiki' });
    expect(marksOf(await rowAfter(world))).toEqual({ 'Our wiki': ['in-session', 'cleared'] });
  });

  it('was found out by the popup, and is told although nobody tells it a second time', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    op.account = null;
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('is less where the realm does not tell: its apps may be open', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    expect(world.records.get('status:support')).toMatchObject({ state: 'signed-in' });
    expect(await rowAfter(world)).toMatchObject({
      verdict: { is: 'signed-out', apps: [], appsUntold: true },
    });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('is less where the realm does not tell of its providers', async () => {
    const op = tellingOp('support', []);
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      url.endsWith('/linked-accounts') ? new Response('slow down', { status: 429 }) : fetch(url, init);
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'signed-out', appsUntold: true } });
  });

  it('is not known of somebody without a name, who is out all the same', async () => {
    const op = tellingOp('support');
    op.knowsNobody = true;
    const world = allowedWorld(op);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out', appsUntold: true } });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('counts for a session too that was remembered while the browser holds another', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2');
    op.account = { 'sessions/devices': [{ sessions: [{ id: 's2', current: true, clients: [] }] }] };
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(op.alive.size).toBe(0);
  });

  it('ends elsewhere too where the person wants that, and says how much did', async () => {
    const op = tellingOp('support', [], 2);
    op.realm.otherDevices = true;
    const world = createWorld(op);
    expect(await rowAfter(world)).toMatchObject({
      verdict: { is: 'signed-out', devices: { ended: true, count: 2 } },
    });
    expect(op.alive.size).toBe(0);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('ends elsewhere too for whoever is found in the browser after the first one has ended', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    const deleted: string[] = [];
    ports.fetch = async (url, init) => {
      if (!url.endsWith('?current=false')) return fetch(url, init);
      deleted.push(new Headers(init.headers).get('Authorization')?.split('@')[0] ?? '');
      const answer = await fetch(url, init);
      // Another person signs in while the first one's session ends.
      if (deleted.length === 1) signIn(op, 's2');
      return answer;
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect([...op.alive]).toEqual([]);
    expect(deleted).toEqual(['Bearer access-s1', 'Bearer access-s2']);
    expect(headlineIn(run)).toBe('signed-out');
  });

  it('takes the green away where the other devices could not be signed out, and says why', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      init.method === 'DELETE' ? new Response(null, { status: 403 }) : fetch(url, init);
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]?.verdict).toMatchObject({
      is: 'signed-out',
      devices: { ended: false, count: 1 },
      failure: { code: 'devices-left', details: ['account API: 403'] },
    });
    expect(headlineIn(run)).toBe('devices');
  });

  it('stays elsewhere where nothing was said', async () => {
    const op = tellingOp('support', [], 1);
    const world = createWorld(op);
    await rowAfter(world);
    expect([...op.alive]).toEqual(['other-0']);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });
});
