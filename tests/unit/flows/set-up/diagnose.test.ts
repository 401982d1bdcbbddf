import { describe, expect, it } from 'vitest';
import { SESSION, type Session } from '../../../../lib/flows/kernel/sessions.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { diagnoseRealm } from '../../../../lib/flows/set-up/diagnose.ts';
import { signInAndReport } from '../../../../lib/flows/sign-in/sign-in.ts';
import { CHECKS, type Diagnosis } from '../../../../lib/keycloak/diagnosis.ts';
import { fakeOp } from '../../fake-op.ts';
import { asPage, createPorts, createWorld, settle, type World } from '../../world.ts';

function testIn(world: World): Diagnosis {
  return world.records.get('test:support') as Diagnosis;
}

describe('a test of a realm', () => {
  it('of a server that is down names that, and says of the rest that it was not checked', async () => {
    const op = fakeOp('support');
    op.down = true;
    const world = createWorld(op);
    await settle(world, diagnoseRealm(op.realm, asPage(createPorts(world), op.realm)));
    const { checks, running } = testIn(world);
    expect(running).toBe(false);
    expect(checks['server-unreachable']).toEqual({ state: 'wrong', details: ['https://op.test'] });
    const others = CHECKS.filter((cause) => checks[cause] && cause !== 'server-unreachable').map(
      (cause) => checks[cause],
    );
    expect(others).toHaveLength(CHECKS.length - 2);
    expect(new Set(others.map((check) => JSON.stringify(check)))).toEqual(
      new Set([JSON.stringify({ state: 'unknown', why: 'blocked' })]),
    );
  });

  it('names a client as it is registered, also one whose id is an address', async () => {
    const op = fakeOp('support');
    op.refuses = { client: true };
    op.realm.client = 'registered';
    op.realm.clientId = 'https://Apps.example.org/sign-out/';
    const world = createWorld(op);
    await settle(world, diagnoseRealm(op.realm, asPage(createPorts(world), op.realm)));
    const unknown = { state: 'wrong', details: [op.realm.clientId] };
    expect(testIn(world).checks['client-unknown']).toMatchObject(unknown);
  });

  it.each([
    ['its own client', {}],
    ['the older one of its account', { lacksConsole: true }],
  ])('in which nothing is registered has nothing against it where %s may be asked', async (_, different) => {
    const op = Object.assign(fakeOp('support'), different);
    op.refuses = { client: true };
    const world = createWorld(op);
    world.hostsAllowed = true;
    await settle(world, diagnoseRealm(op.realm, asPage(createPorts(world), op.realm)));
    const { asked, checks } = testIn(world);
    expect(asked).toEqual({ clientId: op.realm.clientId, client: 'auto' });
    expect(checks['built-in-client']).toEqual({ state: 'ok' });
    expect(Object.values(checks).filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(checks['client-unknown']).toBeUndefined();
  });

  it.each([
    ['names what a session’s token lacks', 'wrong', {}],
    ['says nothing of a token that came through the built-in client', undefined, { client: true }],
  ])('%s', async (_, state, refuses) => {
    const op = fakeOp('support');
    op.refuses = refuses;
    const world = createWorld(op);
    world.hostsAllowed = true;
    const ports = createPorts(world);
    await settle(world, lookAtAll([op.realm], ports));
    const [key = ''] = await ports.session.keys(SESSION);
    const session = {
      ...(world.records.get(key) as Session),
      accessToken: `e30.${btoa('{"aud":"account"}')}.x`,
    };
    world.records.set(key, session);
    await settle(world, diagnoseRealm(op.realm, asPage(ports, op.realm)));
    expect(testIn(world).checks['account-audience']?.state).toBe(state);
  });

  it('has a client that was refused before tried anew by the next look', async () => {
    const op = fakeOp('support');
    op.refuses = { client: true };
    const world = createWorld(op);
    world.hostsAllowed = true;
    const ports = createPorts(world);
    await settle(world, lookAtAll([op.realm], ports));
    op.refuses = {};
    await settle(world, diagnoseRealm(op.realm, asPage(ports, op.realm)));
    world.hops.length = 0;
    await settle(world, lookAtAll([op.realm], ports));
    expect(world.hops.every((url) => url.includes('client_id=full-signout'))).toBe(true);
  });

  it('says what only a signed-in person’s browser would tell', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    await settle(world, diagnoseRealm(op.realm, asPage(createPorts(world), op.realm)));
    expect(testIn(world).checks['consent-required']).toEqual({ state: 'unknown', why: 'signed-in' });
  });

  it.each([
    [
      'leads to this machine',
      { token_endpoint: 'http://127.0.0.1:9200/' },
      'issuer-differs',
      'http://127.0.0.1:9200',
    ],
    [
      'leads the browser elsewhere',
      { end_session_endpoint: 'https://bank.test/pay' },
      'issuer-differs',
      'https://bank.test/pay',
    ],
    ['is none', { token_endpoint: ['https://op.test/'] }, 'not-an-op', 'https://op.test/realms/support'],
  ] as const)('asks nothing more where discovery %s', async (_, different, cause, detail) => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const asked: string[] = [];
    const { fetch } = ports;
    ports.fetch = async (url, init) => {
      asked.push(url);
      const answer = await fetch(url, init);
      return url.endsWith('openid-configuration')
        ? Response.json({ ...(await answer.json()), ...different })
        : answer;
    };
    await settle(world, diagnoseRealm(op.realm, asPage(ports, op.realm)));
    expect(testIn(world).checks[cause]).toEqual({ state: 'wrong', details: [detail] });
    expect(asked.filter((url) => !url.endsWith('openid-configuration'))).toEqual([]);
  });

  it('shows what a server says of itself as it is seen', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      url.endsWith('configuration')
        ? Response.json({
            ...(await (await fetch(url, init)).json()),
            issuer: 'https://\u043ep.test/\u202e\n',
          })
        : fetch(url, init);
    await settle(world, diagnoseRealm(op.realm, asPage(ports, op.realm)));
    const details = ['https://xn--p-0tb.test/%E2%80%AE'];
    expect(testIn(world).checks['issuer-differs']).toEqual({ state: 'wrong', details });
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
    await settle(world, diagnoseRealm(op.realm, asPage(watching, op.realm)));
    expect(new Set(asked.map(({ credentials }) => credentials))).toEqual(new Set(['omit']));
    expect(JSON.stringify(asked)).not.toContain('access-');
    expect(op.alive.size).toBe(1);
  });
});
