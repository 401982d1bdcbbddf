import { describe, expect, it } from 'vitest';
import type { RealmStatus, RunRow } from '../../../../lib/contract/status.ts';
import { runsFrom } from '../../../../lib/flows/kernel/records.ts';
import { checkAll } from '../../../../lib/flows/look/look.ts';
import { finishApp } from '../../../../lib/flows/sign-out/clear-apps.ts';
import { signOut } from '../../../../lib/flows/sign-out/sign-out.ts';
import { APP_DEFAULTS, type App, type Settings } from '../../../../lib/settings/schema.ts';
import { type FakeOp, fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, type FakeApp, howTo, settle, type World } from '../../world.ts';

const A: App = { origin: 'https://a.test', label: 'A', ...APP_DEFAULTS };
const B: App = { origin: 'https://b.test', label: 'B', ...APP_DEFAULTS };

function appAt(world: World, { origin }: App, different: Partial<FakeApp> = {}): FakeApp {
  const app = { allowed: true, data: true, tabs: new Map(), ...different };
  world.apps.set(origin, app);
  return app;
}

/** An OP whose account API tells of a session with some apps. */
function tellingOp(name: string, clients: object[], others = 0): FakeOp {
  const op = fakeOp(name);
  const elsewhere = Array.from({ length: others }, (_, at) => ({ id: `other-${at}` }));
  op.account = {
    'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients }, ...elsewhere] }],
    applications: clients,
  };
  return op;
}

async function signOutOfAll(world: World, how: Settings['signOut'] = howTo('background')): Promise<RunRow[]> {
  const realms = world.ops.map(({ realm }) => realm);
  const { done } = await settle(world, signOut(realms, how, createPorts(world)));
  await settle(world, done);
  return runsFrom(Object.fromEntries(world.records))[0]?.rows ?? [];
}

describe('the apps of a realm', () => {
  it('are cleared once the session has ended, and their tabs loaded again', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    const app = appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0 }]]) });
    const [row] = await signOutOfAll(world);
    expect(row?.apps).toEqual([{ name: 'A', origin: A.origin, marks: ['cleared', 'reloaded'] }]);
    expect([app.data, app.tabs.get(7)?.loads]).toEqual([false, 1]);
  });

  it('are cleared although nobody was signed in any more', async () => {
    const op = fakeOp('support', null);
    op.realm.apps = [A];
    const world = createWorld(op);
    const app = appAt(world, A);
    expect((await signOutOfAll(world))[0]).toMatchObject({ result: 'already-signed-out' });
    expect(app.data).toBe(false);
  });

  it('are left alone while the session lives on', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    op.down = true;
    const world = createWorld(op);
    const app = appAt(world, A);
    expect((await signOutOfAll(world))[0]).toMatchObject({ result: 'failed' });
    expect(app.data).toBe(true);
  });

  it('are named as not cleared where clearing is not allowed or does not work, and the others are cleared', async () => {
    const op = fakeOp('support');
    const third = { origin: 'https://c.test', label: 'C', ...APP_DEFAULTS };
    op.realm.apps = [A, B, third];
    const world = createWorld(op);
    appAt(world, A, { allowed: false });
    appAt(world, B, { breaks: true });
    appAt(world, third);
    const [row] = await signOutOfAll(world);
    expect(row?.result).toBe('verified');
    expect(Object.fromEntries(row?.apps?.map(({ name, marks }) => [name, marks]) ?? [])).toEqual({
      A: ['not-allowed'],
      B: ['not-cleared'],
      C: ['cleared'],
    });
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
    const [row] = await signOutOfAll(world);
    expect(row?.apps?.[0]?.marks).toEqual(['cleared', 'reloaded', 'kept-open']);
    expect([tabs.get(7)?.loads, tabs.get(8)?.loads]).toEqual([0, 1]);
    await settle(world, finishApp(A.origin, 'reload', createPorts(world)));
    expect(tabs.get(7)?.loads).toBe(1);
  });

  it('have their tabs closed where that is chosen', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    world.tabs.set(7, A.origin);
    appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0 }]]) });
    const [row] = await signOutOfAll(world, { show: 'background', appTabs: 'close' });
    expect(row?.apps?.[0]?.marks).toEqual(['cleared', 'closed']);
    expect(world.tabs.has(7)).toBe(false);
  });

  it('are cleared for each of two realms that list them, fifty of them too', async () => {
    const ops = [fakeOp('support'), fakeOp('staff')];
    const many = Array.from({ length: 50 }, (_, at) => ({
      origin: `https://${at}.test`,
      label: `${at}`,
      ...APP_DEFAULTS,
    }));
    const world = createWorld(...ops);
    for (const { realm } of ops) realm.apps = many;
    for (const app of many) appAt(world, app);
    const rows = await signOutOfAll(world);
    expect(rows.map(({ apps }) => apps?.filter(({ marks }) => marks[0] === 'cleared').length)).toEqual([
      50, 50,
    ]);
    expect([...world.apps.values()].some(({ data }) => data)).toBe(false);
  });
});

describe('with the host of the realm allowed, a sign-out', () => {
  it('needs no tab of the OP, and shows its page', async () => {
    const world = createWorld(fakeOp('support'));
    world.hostsAllowed = true;
    const [row] = await signOutOfAll(world, howTo('tab'));
    expect(row).toMatchObject({ result: 'verified' });
    expect([...world.tabs.values()]).toEqual([expect.stringContaining('#run=')]);
  });

  it('visits the addresses of the front-channel page, each in a tab that is closed again', async () => {
    const op = fakeOp('support');
    op.page = {
      frames: ['https://a.test/out?sid=1', 'ftp://c.test/', 'javascript:alert(1)', 'http://d.test/'],
      values: {},
    };
    op.showsPage = true;
    const world = createWorld(op);
    world.hostsAllowed = true;
    const [row] = await signOutOfAll(world);
    expect(world.visits).toEqual(['https://a.test/out?sid=1']);
    expect(world.tabs.size).toBe(0);
    expect(row?.apps).toEqual([{ name: 'a.test', origin: 'https://a.test', marks: ['not-reachable'] }]);
  });

  it('lets a page that has to run do so in a tab', async () => {
    const op = fakeOp('support');
    op.page = { frames: [], values: { SAMLRequest: 'x' } };
    op.showsPage = true;
    const world = createWorld(op);
    world.hostsAllowed = true;
    expect((await signOutOfAll(world))[0]).toMatchObject({ result: 'verified' });
  });

  it('ends the session where the OP does not take the address, and names it', async () => {
    const op = fakeOp('support');
    op.refuses = { afterTabUri: true };
    const world = createWorld(op);
    world.hostsAllowed = true;
    const [row] = await signOutOfAll(world);
    expect(row).toMatchObject({ result: 'verified', failure: { code: 'post-logout-uri-refused' } });
  });
});

describe('what a session holds', () => {
  const clients = [
    { clientId: 'wiki', clientName: 'Wiki', effectiveUrl: 'https://wiki.test/start' },
    { clientId: 'full-signout' },
    { clientId: 'account-console', clientName: 'Account console' },
  ];

  it('is shown with the person: apps by name, other devices', async () => {
    const op = tellingOp('support', clients, 2);
    const world = createWorld(op);
    await settle(world, checkAll([op.realm], createPorts(world)));
    expect((world.records.get('status:support') as RealmStatus).details).toMatchObject({
      apps: [{ clientId: 'wiki', name: 'Wiki', origin: 'https://wiki.test' }],
      otherDevices: 2,
    });
  });

  it('is told in the result, and an app that is listed has its name there', async () => {
    const op = tellingOp('support', clients);
    op.realm.apps = [{ origin: 'https://wiki.test', label: 'Our wiki', ...APP_DEFAULTS }];
    const world = createWorld(op);
    appAt(world, { origin: 'https://wiki.test', label: 'Our wiki', ...APP_DEFAULTS });
    const [row] = await signOutOfAll(world);
    expect(row?.apps).toEqual([
      { name: 'Our wiki', origin: 'https://wiki.test', marks: ['in-session', 'cleared'] },
    ]);
  });

  it('was found out by the popup, and is told although nobody tells it a second time', async () => {
    const op = tellingOp('support', clients);
    const world = createWorld(op);
    await settle(world, checkAll([op.realm], createPorts(world)));
    op.account = null;
    const [row] = await signOutOfAll(world);
    expect(row?.apps).toEqual([{ name: 'Wiki', origin: 'https://wiki.test', marks: ['in-session'] }]);
  });

  it('is simply less where the realm does not tell', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, checkAll([op.realm], createPorts(world)));
    expect(world.records.get('status:support')).toMatchObject({ state: 'signed-in' });
    expect((await signOutOfAll(world))[0]).toMatchObject({ result: 'verified' });
  });

  it('ends elsewhere too where the person wants that, and says how much did', async () => {
    const op = tellingOp('support', clients, 2);
    op.realm.otherDevices = true;
    op.alive.add('elsewhere');
    const world = createWorld(op);
    expect((await signOutOfAll(world))[0]).toMatchObject({ result: 'verified', devicesEnded: 2 });
    expect(op.alive.size).toBe(0);
  });

  it('stays elsewhere where nothing was said', async () => {
    const op = tellingOp('support', clients, 1);
    op.alive.add('elsewhere');
    const world = createWorld(op);
    await signOutOfAll(world);
    expect([...op.alive]).toEqual(['elsewhere']);
  });
});
