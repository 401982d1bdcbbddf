import { afterAll, describe, expect, it, vi } from 'vitest';
import { createHandlers } from '../../../lib/browser/handlers.ts';
import { createSetUp } from '../../../lib/browser/set-up.ts';
import { FOUND, readFound } from '../../../lib/flows/kernel/found.ts';
import { NO_POLICY, type Policy } from '../../../lib/settings/policy.ts';
import { APP_DEFAULTS } from '../../../lib/settings/schema.ts';
import { fakeOp } from '../fake-op.ts';
import { appAt } from '../flows/sign-out/kit.ts';
import { createPorts, createWorld, settle } from '../world.ts';
import { settingsOf } from './store-kit.ts';

// The options page has one; where these tests run there is none.
vi.stubGlobal('addEventListener', () => undefined);
vi.stubGlobal('removeEventListener', () => undefined);
afterAll(() => void vi.unstubAllGlobals());

const wiki = { origin: 'https://wiki.test', label: 'Wiki' };
const REFUSED = { ok: false, failure: { code: 'private-window' } };

/** A private window in which a realm's page stands in the tab that the person looks at. */
function privateWindow({ policy = NO_POLICY }: { policy?: Policy } = {}) {
  const op = fakeOp('support', null);
  const world = createWorld(op);
  const ports = createPorts(world);
  ports.tabs.activeAddress = async () => `${op.realm.issuer}/protocol/openid-connect/auth?x`;
  const { kept, store } = settingsOf([], [], { isPrivate: true, policy });
  return { op, world, ports, kept, store, handlers: createHandlers(ports, store, Promise.resolve()) };
}

describe('a private window, of which nothing is kept on disk', () => {
  it('has apps cleared for this once', async () => {
    const { realm } = fakeOp('support');
    const world = createWorld(fakeOp('support', null));
    const app = appAt(world, { ...APP_DEFAULTS, ...wiki });
    const { kept, store } = settingsOf([realm], [realm], { isPrivate: true });
    const handlers = createHandlers(createPorts(world), store, Promise.resolve());
    await settle(world, handlers['sign-out-apps']({ apps: [{ realmId: realm.id, ...wiki }] }, {}));
    await settle(world, expect.poll(() => app.data).toBe(false));
    expect(kept.writes).toBe(0);
  });

  it.each([true, false])('chooses nothing for an app that it was signed in to: %s', async (on) => {
    const { handlers, kept } = privateWindow();
    const chosen = handlers['set-app']({ realmId: 'support', ...wiki, on }, {});
    await expect(chosen).rejects.toMatchObject({ code: 'private-window' });
    expect(kept.writes).toBe(0);
  });

  it('shows the realm of the tab in front as one that was found', async () => {
    const { op, handlers, kept, ports } = privateWindow();
    const { issuer } = op.realm;
    expect(await handlers['realm-of-tab']({}, {})).toMatchObject({ issuer });
    expect(await handlers['add-realm-of-tab']({ issuer }, {})).toMatchObject({ issuer, client: 'built-in' });
    expect((await readFound(ports.session)).realms).toMatchObject([{ issuer }]);
    expect(kept.writes).toBe(0);
  });

  it('offers no such realm where the policy lets none be found', async () => {
    const { op, handlers, kept } = privateWindow({ policy: { ...NO_POLICY, find: 'off' } });
    const { issuer } = op.realm;
    expect(await handlers['realm-of-tab']({}, {})).toBeNull();
    await expect(handlers['add-realm-of-tab']({ issuer }, {})).rejects.toMatchObject({
      code: 'private-window',
    });
    expect(kept.writes).toBe(0);
  });

  it('keeps no realm that was found there, nor that it is to be ignored', async () => {
    const { op, world, ports } = privateWindow();
    world.records.set(FOUND, { realms: [op.realm], looked: [] });
    const { kept, store } = settingsOf([op.realm], [], { isPrivate: true, found: [op.realm.id] });
    const setUp = await createSetUp({ ...ports, testSession: async () => null }, store);
    expect(await setUp('keep-realm', { realmId: op.realm.id })).toMatchObject(REFUSED);
    expect(await setUp('ignore-realm', { issuer: op.realm.issuer, on: true })).toMatchObject(REFUSED);
    expect(kept.writes).toBe(0);
    // What the person types or chooses is no news of the window.
    expect(await setUp('set-show', { show: 'background' })).toMatchObject({ ok: true });
    expect(await setUp('ignore-realm', { issuer: op.realm.issuer, on: false })).toMatchObject({ ok: true });
    expect(kept.writes).toBe(2);
  });
});
