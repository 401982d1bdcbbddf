import { describe, expect, it } from 'vitest';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, settle } from '../../world.ts';
import { rowAfter, settleUntil, signOutOfAll, startSignOut, WORLDS } from './kit.ts';

describe.each(WORLDS)('a sign-out %s', (_rig, makeWorld) => {
  it('stores no token where pages read', async () => {
    const world = makeWorld(fakeOp('support'), fakeOp('staff'));
    await signOutOfAll(world);
    const shown = [...world.records].filter(([key]) => /^(status|run|row):/.test(key));
    expect(shown.length).toBeGreaterThan(3);
    expect(JSON.stringify(shown)).not.toMatch(/id-s1|access-s1/);
  });

  it('puts no hint into the address of a tab', async () => {
    const op = fakeOp('support');
    op.alwaysAsks = true;
    const world = makeWorld(op);
    const { done } = await settle(world, startSignOut(world, createPorts(world)));
    await Promise.race([settle(world, done), settleUntil(world, () => world.foreground.length > 0)]);
    expect([...world.tabs.values(), ...world.foreground].join()).not.toContain('id_token_hint');
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
