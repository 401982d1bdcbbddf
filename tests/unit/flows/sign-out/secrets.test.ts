import { describe, expect, it } from 'vitest';
import { arrive, giveForm } from '../../../../lib/flows/sign-out/arrive.ts';
import { fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';
import { NO_APPS, remember, rowAfter, settleUntil, signOutOfAll, startSignOut, WORLDS } from './kit.ts';

describe.each(WORLDS)('a sign-out %s', (_rig, makeWorld) => {
  it('stores no token where pages read', async () => {
    const world = makeWorld(fakeOp('support'), fakeOp('staff'));
    await signOutOfAll(world);
    const shown = [...world.records].filter(([key]) => /^(status|run|row):/.test(key));
    expect(shown.length).toBeGreaterThan(3);
    expect(JSON.stringify(shown)).not.toMatch(/id-s1|access-s1/);
  });

  it('puts no hint and no state into the address of a tab', async () => {
    const op = fakeOp('support');
    op.alwaysAsks = true;
    const world = makeWorld(op);
    const { done } = await settle(world, startSignOut(world, createPorts(world)));
    await Promise.race([settle(world, done), settleUntil(world, () => world.foreground.length > 0)]);
    expect([...world.tabs.values(), ...world.foreground].join()).not.toMatch(/id_token_hint|state=/);
  });

  it('follows no redirect with a request that carries a token', async () => {
    const op = Object.assign(fakeOp('support'), { account: NO_APPS });
    op.realm.otherDevices = true;
    const world = makeWorld(op);
    // One more that is remembered, which ends by its hint alone.
    await settle(world, remember(op, world));
    signIn(op, 's2');
    const ports = createPorts(world);
    const { fetch } = ports;
    const followed: string[] = [];
    let tokens = 0;
    ports.fetch = (url, init) => {
      const carried = `${url} ${JSON.stringify(init.headers ?? {})} ${init.body ?? ''}`;
      const isToken = /access-s|id-s/.test(carried);
      tokens += Number(isToken);
      if (isToken && (init.redirect !== 'manual' || init.credentials !== 'omit')) followed.push(url);
      return fetch(url, init);
    };
    expect((await rowAfter(world, ports))?.verdict.is).toBe('signed-out');
    expect(followed).toEqual([]);
    expect(tokens).toBeGreaterThan(3);
  });

  it('does not believe an address that comes back with another state', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    const ports = createPorts(world);
    const forge = (address: string) => address.replace(/state=[^&]*/, 'state=forged');
    const { hop, webAuth } = ports;
    const ask = webAuth.ask.bind(webAuth);
    ports.hop = async (url, init) => {
      const answer = await hop(url, init);
      const forged = url.includes('id_token_hint') ? forge(answer.location ?? '') : answer.location;
      return { ...answer, location: forged };
    };
    ports.webAuth.ask = async (request) => {
      const answer = await ask(request);
      return answer.ok && request.url.includes('id_token_hint')
        ? { ok: true, address: forge(answer.address) }
        : answer;
    };
    // The session has ended all the same, which its token and the question say.
    const row = await rowAfter(world, ports);
    expect(row?.verdict.is).toBe('signed-out');
    const facts = JSON.stringify([...world.records].filter(([key]) => key.startsWith('row:')));
    expect(facts).not.toContain('"landing":"leads"');
  });
});

describe('the signed-out page opened with a state', () => {
  it.each(['', '?state=', '?state=forged', '?foo=bar', '?state=known&state=known'])(
    'changes nothing where no request waits for it (%s)',
    async (search) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.records.set('pending:known', { realmId: 'support', runId: 'r1', createdAt: world.now });
      const before = new Map(world.records);
      expect(await settle(world, arrive(search, 1, createPorts(world)))).toBeNull();
      expect(world.records).toEqual(before);
      expect(op.alive.size).toBe(1);
    },
  );

  it('counts in one tab, and not after ten minutes', async () => {
    const world = createWorld(fakeOp('support'));
    const pending = { realmId: 'support', runId: 'r1', createdAt: world.now };
    world.records.set('pending:x', pending);
    expect(await arrive('?state=x', 1, createPorts(world))).toBe('r1');
    expect(await arrive('?state=x', 1, createPorts(world))).toBe('r1');
    expect(await arrive('?state=x', 2, createPorts(world))).toBeNull();
    world.records.set('pending:x', pending);
    world.now += 600_001;
    expect(await arrive('?state=x', 1, createPorts(world))).toBeNull();
  });
});

describe('the signed-out page opened in a tab in which a form was sent on', () => {
  const form = { action: 'https://op.test/out', method: 'get', fields: { a: 'b' } };
  const store = (world: World, more: object) =>
    world.records.set('form:k', { ...form, createdAt: world.now, ...more });

  it('counts there alone, whatever stands in its address, and not after ten minutes', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    store(world, { backTo: 'r1' });
    expect(await arrive('', 1, ports)).toBeNull();
    await giveForm('k', 1, ports);
    expect(await arrive('?state=anything', 2, ports)).toBeNull();
    expect(await arrive('', 1, ports)).toBe('r1');
    expect(await arrive('?state=anything', 1, ports)).toBe('r1');
    world.now += 600_001;
    expect(await arrive('', 1, ports)).toBeNull();
  });

  it('does not count where the form leads nowhere, or its answer has a state', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    store(world, {});
    await giveForm('k', 1, ports);
    expect(await arrive('', 1, ports)).toBeNull();
  });
});

describe('the page that sends a form on', () => {
  it('gets its form in one tab only, and none under a key that nobody stored', async () => {
    const world = createWorld(fakeOp('support'));
    const form = { action: 'https://op.test/out', method: 'post', fields: { a: 'b' }, createdAt: world.now };
    world.records.set('form:k', form);
    const given = { action: 'https://op.test/out', method: 'post', fields: { a: 'b' } };
    expect(await giveForm('k', 1, createPorts(world))).toEqual(given);
    expect(await giveForm('k', 1, createPorts(world))).toEqual(given);
    expect(await giveForm('k', 2, createPorts(world))).toBeNull();
    expect(await giveForm('forged', 1, createPorts(world))).toBeNull();
  });
});
