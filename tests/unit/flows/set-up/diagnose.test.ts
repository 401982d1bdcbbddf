import { describe, expect, it } from 'vitest';
import { diagnoseRealm } from '../../../../lib/flows/set-up/diagnose.ts';
import { signInAndReport } from '../../../../lib/flows/sign-in/sign-in.ts';
import { CAUSES, type Diagnosis } from '../../../../lib/keycloak/diagnosis.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';

function testIn(world: World): Diagnosis {
  return world.records.get('test:support') as Diagnosis;
}

describe('a test of a realm', () => {
  it('of a server that is down names that, and says of the rest that it was not checked', async () => {
    const op = fakeOp('support');
    op.down = true;
    const world = createWorld(op);
    await settle(world, diagnoseRealm(op.realm, createPorts(world)));
    const { checks, running } = testIn(world);
    expect(running).toBe(false);
    expect(checks.unreachable).toEqual({ state: 'wrong', details: ['https://op.test'] });
    const others = CAUSES.filter((cause) => cause !== 'unreachable').map((cause) => checks[cause]);
    expect(new Set(others.map((check) => JSON.stringify(check)))).toEqual(
      new Set([JSON.stringify({ state: 'unknown', why: 'blocked' })]),
    );
  });

  it('says what only a signed-in person’s browser would tell', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    await settle(world, diagnoseRealm(op.realm, createPorts(world)));
    expect(testIn(world).checks['consent-required']).toEqual({ state: 'unknown', why: 'signed-in' });
  });

  it('touches no session', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    await settle(world, signInAndReport(op.realm, ports));
    const asked: RequestInit[] = [];
    const watching = {
      ...ports,
      fetch: (url: string, init: RequestInit) => {
        asked.push(init);
        return ports.fetch(url, init);
      },
    };
    await settle(world, diagnoseRealm(op.realm, watching));
    expect(new Set(asked.map(({ credentials }) => credentials))).toEqual(new Set(['omit']));
    expect(JSON.stringify(asked)).not.toContain('access-');
    expect(op.alive.size).toBe(1);
  });
});
