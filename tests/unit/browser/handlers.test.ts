import { describe, expect, it } from 'vitest';
import { createHandlers } from '../../../lib/browser/handlers.ts';
import { FOUND } from '../../../lib/flows/kernel/found.ts';
import { resume } from '../../../lib/flows/sign-out/resume.ts';
import { NO_POLICY } from '../../../lib/settings/policy.ts';
import { APP_DEFAULTS } from '../../../lib/settings/schema.ts';
import { fakeOp } from '../fake-op.ts';
import { appAt, lastRun, remember, tellingOp } from '../flows/sign-out/kit.ts';
import { createPorts, createWorld, settle } from '../world.ts';
import { settingsOf } from './store-kit.ts';

/** What is kept of a realm's sessions and of what is said of it. */
function keptOf({ records }: ReturnType<typeof createWorld>, realm: string): string[] {
  return [...records.keys()].filter(
    (key) => key.startsWith(`session:${realm}:`) || key === `status:${realm}`,
  );
}

describe('a look', () => {
  it('leaves no session of a realm that was removed from the settings meanwhile', async () => {
    const [gone, stays] = [fakeOp('gone'), fakeOp('stays')] as const;
    const world = createWorld(gone, stays);
    const ports = createPorts(world);
    const realms = [gone.realm, stays.realm];
    const { check } = createHandlers(ports, settingsOf(realms).store, Promise.resolve());
    const { request } = ports.oidc;
    ports.oidc.request = (...asked) => {
      realms.splice(0, 2, stays.realm);
      return request(...asked);
    };
    await settle(world, check({}, {}));
    expect(keptOf(world, 'gone')).toEqual([]);
    expect(keptOf(world, 'stays')).toHaveLength(2);
  });

  it('leaves none either where its worker was stopped before it could see to that', async () => {
    const op = fakeOp('gone');
    const world = createWorld(op);
    world.records.set('session:gone:s1', { sid: 's1' }).set('status:gone', { state: 'signed-in' });
    await settle(world, resume([], createPorts(world)));
    expect(keptOf(world, 'gone')).toEqual([]);
  });
});

describe('a worker whose start has failed, as where storage could not be read', () => {
  it('answers all the same, and takes up what was left when a page asks', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    world.records.set('status:support', { state: 'working', step: 'signing-in', worker: 'before' });
    const settings = settingsOf([op.realm]).store;
    const failed = Promise.reject(new Error('An unexpected error occurred'));
    const { awake, check } = createHandlers(createPorts(world), settings, failed);
    await settle(world, awake({}, {}));
    expect(world.records.get('status:support')).toMatchObject({ failure: { code: 'interrupted' } });
    await settle(world, check({}, {}));
    expect(world.records.get('status:support')).toMatchObject({ state: 'signed-in' });
  });
});

describe('a sign-out of everything', () => {
  it('covers a realm that was found and is kept, also where found ones are only shown', async () => {
    const [kept, shown] = [fakeOp('kept'), fakeOp('shown')] as const;
    const world = createWorld(kept, shown);
    world.records.set(FOUND, { realms: [kept.realm, shown.realm], looked: [] });
    const policy = { ...NO_POLICY, find: 'show' as const };
    const { store } = settingsOf([kept.realm, shown.realm], [], { policy, found: [shown.realm.id] });
    const handlers = createHandlers(createPorts(world), store, Promise.resolve());
    await settle(world, handlers['sign-out']({}, {}));
    expect(lastRun(world)?.rows.map(({ realmId }) => realmId)).toEqual(['kept']);
  });
});

describe('a sign-out that is asked for on the page of another', () => {
  it.each([
    ['signed-out-page', 0],
    ['popup', 1],
  ] as const)('opens no second page: %s', async (by, opened) => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    const handlers = createHandlers(createPorts(world), settingsOf([op.realm]).store, Promise.resolve());
    await settle(world, handlers['sign-out']({ realmIds: [op.realm.id] }, { by }));
    const isOver = () => lastRun(world)?.rows.every(({ step }) => !step);
    await settle(world, expect.poll(isOver).toBe(true));
    await new Promise(setImmediate);
    expect(world.foreground).toHaveLength(opened);
  });
});

const wiki = { origin: 'https://wiki.test', label: 'Wiki' };

describe('signing out of one app alone', () => {
  it('answers as soon as it is stored, and goes on', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    const app = appAt(world, { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' });
    await settle(world, remember(op, world));
    const handlers = createHandlers(createPorts(world), settingsOf([op.realm]).store, Promise.resolve());
    const order = { realmId: 'support', key: 'wiki', discards: false };
    expect(await handlers['sign-out-app'](order, {})).toBeNull();
    expect([...world.records.keys()].filter((key) => key.startsWith('alone:'))).toEqual([
      'alone:support:wiki',
    ]);
    await settle(world, expect.poll(() => app.data).toBe(false));
    expect([...op.alive]).toEqual(['s1']);
  });
});

describe('input that is discarded in an app’s tab', () => {
  it('goes where the app was cleared for that once, too, and stands in no list', async () => {
    const { realm } = fakeOp('support');
    const world = createWorld(fakeOp('support'));
    const tab = { unsaved: true, loads: 0 };
    appAt(world, { ...APP_DEFAULTS, ...wiki }, { tabs: new Map([[7, tab]]) });
    const handlers = createHandlers(createPorts(world), settingsOf([realm]).store, Promise.resolve());
    await settle(world, handlers['finish-app']({ realmId: realm.id, origin: wiki.origin }, {}));
    expect(tab.loads).toBe(1);
  });
});

describe('a sign-out of apps too', () => {
  it('clears them now, and is remembered for the sign-outs to come', async () => {
    const { realm } = fakeOp('support');
    const world = createWorld(fakeOp('support', null));
    const app = appAt(world, { ...APP_DEFAULTS, ...wiki });
    const { kept, store } = settingsOf([realm]);
    const handlers = createHandlers(createPorts(world), store, Promise.resolve());
    await settle(world, handlers['sign-out-apps']({ apps: [{ realmId: realm.id, ...wiki }] }, {}));
    await settle(world, expect.poll(() => app.data).toBe(false));
    expect(kept.document.realms).toMatchObject([{ apps: [wiki] }]);
  });

  it('clears those of a realm that the admin has set, and leaves what the person has as it is', async () => {
    const { realm } = fakeOp('support');
    const world = createWorld(fakeOp('support', null));
    const app = appAt(world, { ...APP_DEFAULTS, ...wiki });
    const { kept, store } = settingsOf([realm], []);
    const handlers = createHandlers(createPorts(world), store, Promise.resolve());
    await settle(world, handlers['sign-out-apps']({ apps: [{ realmId: realm.id, ...wiki }] }, {}));
    await settle(world, expect.poll(() => app.data).toBe(false));
    expect(kept.document.realms).toEqual([]);
  });
});

describe('a policy that lets no app be cleared', () => {
  it('has a sign-out of apps too, of one alone, and a choice to clear one, refused', async () => {
    const { realm } = fakeOp('support');
    const world = createWorld(fakeOp('support', null));
    const policy = { ...NO_POLICY, clearApps: 'off' as const };
    const { kept, store } = settingsOf([realm], [realm], { policy });
    const handlers = createHandlers(createPorts(world), store, Promise.resolve());
    const app = { realmId: realm.id, ...wiki };
    const refused = { code: 'set-by-policy', details: ['clearApps'] };
    await expect(handlers['sign-out-apps']({ apps: [app] }, {})).rejects.toMatchObject(refused);
    const alone = { realmId: realm.id, key: 'wiki', discards: false };
    await expect(handlers['sign-out-app'](alone, {})).rejects.toMatchObject(refused);
    await expect(handlers['set-app']({ ...app, on: true }, {})).rejects.toMatchObject(refused);
    expect([kept.writes, lastRun(world)]).toEqual([0, undefined]);
  });
});

describe('a policy that has every app cleared', () => {
  it('lets a person leave one alone that is not listed', async () => {
    const { realm } = fakeOp('support');
    const policy = { ...NO_POLICY, clearApps: 'on' as const };
    const { kept, store } = settingsOf([realm], [realm], { policy });
    const handlers = createHandlers(createPorts(createWorld()), store, Promise.resolve());
    await handlers['set-app']({ realmId: realm.id, ...wiki, on: false }, {});
    expect(kept.document.realms).toMatchObject([{ apps: [{ ...wiki, atSignOut: 'ask' }] }]);
  });

  it('has a sign-out clear an app that the session names', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    const app = appAt(world, { ...APP_DEFAULTS, ...wiki });
    const policy = { ...NO_POLICY, clearApps: 'on' as const };
    const { kept, store } = settingsOf([op.realm], [op.realm], { policy });
    const handlers = createHandlers(createPorts(world), store, Promise.resolve());
    await settle(world, handlers['sign-out']({}, {}));
    await settle(world, expect.poll(() => app.data).toBe(false));
    expect(kept.writes).toBe(0);
  });
});

describe('the realm of the tab in front', () => {
  it('is added as it was offered, and not where its page has led the tab to another one meanwhile', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    const ports = createPorts(world);
    const { kept, store } = settingsOf([]);
    const handlers = createHandlers(ports, store, Promise.resolve());
    const { issuer } = op.realm;
    ports.tabs.activeAddress = async () => `${issuer}/account/`;
    const other = handlers['add-realm-of-tab']({ issuer: 'https://sso.test/realms/staff' }, {});
    await expect(settle(world, other)).rejects.toMatchObject({ code: 'no-realm-here' });
    expect(kept.writes).toBe(0);
    expect(await settle(world, handlers['add-realm-of-tab']({ issuer }, {}))).toMatchObject({ issuer });
    expect(kept.document.realms).toMatchObject([{ issuer }]);
  });
});
