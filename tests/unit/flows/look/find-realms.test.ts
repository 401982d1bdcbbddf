import { describe, expect, it } from 'vitest';
import { foundRealms, readFound } from '../../../../lib/flows/kernel/found.ts';
import { findRealms } from '../../../../lib/flows/look/find-realms.ts';
import { NO_POLICY, type Policy } from '../../../../lib/settings/policy.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Settings } from '../../../../lib/settings/schema.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';

const STAFF = { host: 'op.test', path: '/realms/staff' };
const ISSUER = 'https://op.test/realms/staff';

async function found(world: World, settings: Settings = EMPTY_SETTINGS, policy: Policy = NO_POLICY) {
  const ports = createPorts(world);
  await settle(world, findRealms(settings, policy, ports));
  return foundRealms(settings, policy, await readFound(ports.session));
}

function worldWith(...cookies: World['realmCookies']): World {
  const world = createWorld(fakeOp('staff'));
  world.realmCookies = cookies;
  return world;
}

describe('looking for realms that nobody typed', () => {
  it('finds one by the presence of its cookie, to be asked through the built-in client', async () => {
    const world = worldWith(STAFF);
    expect(await found(world)).toEqual([
      { ...REALM_DEFAULTS, id: expect.any(String), issuer: ISSUER, label: 'staff', client: 'built-in' },
    ]);
    expect(world.hops).toEqual([]);
  });

  it('finds one on an unusual port by the address that its cookie names', async () => {
    const world = worldWith({ ...STAFF, host: 'other.test', names: ISSUER });
    expect(await found(world)).toMatchObject([{ issuer: ISSUER }]);
  });

  it('does not list what is listed, or ignored', async () => {
    const world = worldWith(STAFF);
    const listed = {
      ...EMPTY_SETTINGS,
      realms: [{ ...REALM_DEFAULTS, id: 'a', issuer: ISSUER, label: 'Staff' }],
    };
    expect(await found(world, listed)).toEqual([]);
    expect(await found(worldWith(STAFF), { ...EMPTY_SETTINGS, ignored: [ISSUER] })).toEqual([]);
  });

  it.each([
    ['find', { ...NO_POLICY, find: 'off' as const }],
    ['builtInClient', { ...NO_POLICY, builtInClient: 'off' as const }],
  ])('looks for nothing where the policy’s %s says so', async (_, policy) => {
    const world = worldWith(STAFF);
    expect(await found(world, EMPTY_SETTINGS, policy)).toEqual([]);
    expect((await readFound(createPorts(world).session)).looked).toEqual([]);
  });

  it('does not ask why nobody answers where no realm is, which would keep those that are there', async () => {
    const world = worldWith({ host: 'nowhere.test', path: '/realms/x' }, STAFF);
    const ports = createPorts(world);
    const explained: string[] = [];
    ports.fetch = async (url) => {
      throw new TypeError(url);
    };
    ports.reach = async (url) => {
      explained.push(url);
      return '';
    };
    await settle(world, findRealms(EMPTY_SETTINGS, NO_POLICY, ports));
    expect((await readFound(ports.session)).looked).toHaveLength(2);
    expect(explained).toEqual([]);
  });

  it('asks no place twice in a browser session, whether a realm was there or not', async () => {
    const world = worldWith(STAFF, { host: 'nowhere.test', path: '/realms/x' });
    await found(world);
    const { fetch, ...ports } = createPorts(world);
    const asked: string[] = [];
    const counting = {
      ...ports,
      fetch: (url: string, init: RequestInit) => {
        asked.push(url);
        return fetch(url, init);
      },
    };
    await settle(world, findRealms(EMPTY_SETTINGS, NO_POLICY, counting));
    expect(asked).toEqual([]);
  });

  it('looks once more where no realm answered, when a person asks for it', async () => {
    const world = worldWith(STAFF);
    const [op] = world.ops;
    if (op) op.down = true;
    expect(await found(world)).toEqual([]);
    if (op) op.down = false;
    expect(await found(world)).toEqual([]);
    const ports = createPorts(world);
    await settle(world, findRealms(EMPTY_SETTINGS, NO_POLICY, ports, true));
    expect((await readFound(ports.session)).realms).toMatchObject([{ issuer: ISSUER }]);
  });

  it('comes to what has not been looked at before it looks once more, when a person asks for it', async () => {
    const dead = Array.from({ length: 20 }, (_, at) => ({ host: `${at}.test`, path: '/realms/x' }));
    const world = worldWith(...dead);
    await found(world);
    world.realmCookies = [...dead, STAFF];
    const ports = createPorts(world);
    await settle(world, findRealms(EMPTY_SETTINGS, NO_POLICY, ports, true));
    expect((await readFound(ports.session)).realms).toMatchObject([{ issuer: ISSUER }]);
  });

  it('keeps the order in which realms of one site were found', async () => {
    const names = ['a', 'b', 'c'];
    const world = createWorld(...names.map((name) => fakeOp(name)));
    world.realmCookies = names.map((name) => ({ host: 'op.test', path: `/realms/${name}` }));
    expect((await found(world)).map(({ label }) => label)).toEqual(names);
  });

  it('looks at twenty new places at a time, however many cookies a page has planted', async () => {
    const many = Array.from({ length: 3_000 }, (_, at) => ({ host: 'evil.test', path: `/realms/r${at}` }));
    const world = worldWith(...many);
    await found(world);
    expect((await readFound(createPorts(world).session)).looked).toHaveLength(20);
  });
});
