import { describe, expect, it } from 'vitest';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { createPorts, createWorld, howTo, settle } from '../../world.ts';
import { led, SIGN_IN, WIKI, worldWith } from './ask-kit.ts';
import { allowedWorld, appAt, lastRun, marksOf, rowAfter, tellingOp } from './kit.ts';

describe('an app that Keycloak names in the session', () => {
  it('is not asked while a sign-in to it stands in a tab, which would be lost', async () => {
    const world = worldWith(() => led(SIGN_IN));
    const [op] = world.ops;
    const issuer = op?.realm.issuer ?? '';
    world.tabs.set(901, `${issuer}/protocol/openid-connect/auth?redirect_uri=${WIKI.origin}/callback`);
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
  });

  it.each([
    ['ask', ['in-session', 'out']],
    ['leave', ['in-session']],
  ] as const)('is neither cleared nor more than it is to be: %s', async (atSignOut, marks) => {
    const world = worldWith(() => led(SIGN_IN), [{ ...WIKI, atSignOut }]);
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: marks });
    expect(world.apps.get(WIKI.origin)?.data).toBe(true);
  });

  it.each(['https://op.test/realms/support', 'https://other.test/realms/staff'])(
    'is not asked while a sign-in to it has got past its first page, at %s',
    async (issuer) => {
      const world = worldWith(() => led(SIGN_IN));
      const signIn = { issuer, clientId: 'wiki', redirectUri: `${WIKI.origin}/callback` };
      world.records.set('sign-in:901', signIn);
      world.tabs.set(901, `${issuer}/login-actions/authenticate?client_id=wiki&tab_id=x`);
      expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
      const left = worldWith(() => led(SIGN_IN));
      left.records.set('sign-in:901', signIn);
      left.tabs.set(901, 'https://elsewhere.test/');
      expect(marksOf(await rowAfter(left))).toEqual({ Wiki: ['in-session', 'out'] });
    },
  );

  it('is not asked while its realm has only been found', async () => {
    const world = worldWith(() => led(SIGN_IN));
    const realms = world.ops.map(({ realm }) => realm);
    const order = { realms, scope: 'everything', how: howTo('background'), onlyFound: ['support'] } as const;
    const { done } = await settle(world, signOut(order, realms, createPorts(world)));
    await settle(world, done);
    expect(marksOf(lastRun(world)?.rows[0])).toEqual({ Wiki: ['in-session'] });
  });

  it('is not asked at an address in somebody’s own network that a realm outside of it names', async () => {
    const inside = 'http://127.0.0.1:8080';
    const clients = [{ clientId: 'router', clientName: 'Router', effectiveUrl: `${inside}/start` }];
    const world = allowedWorld(tellingOp('support', clients));
    appAt(world, { ...WIKI, origin: inside }, { answers: () => led(SIGN_IN) });
    expect(marksOf(await rowAfter(world))).toEqual({ Router: ['in-session'] });
    const listed = tellingOp('support', clients);
    listed.realm.apps = [{ ...WIKI, origin: inside, label: 'Router' }];
    const other = allowedWorld(listed);
    appAt(other, { ...WIKI, origin: inside }, { answers: () => led(SIGN_IN) });
    expect(marksOf(await rowAfter(other))).toEqual({ Router: ['in-session', 'cleared', 'out'] });
  });

  it('is not asked while the session lives on', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    let visits = 0;
    appAt(world, WIKI, {
      answers: () => {
        visits += 1;
        return led(SIGN_IN);
      },
    });
    op.down = true;
    await rowAfter(world);
    expect(visits).toBe(0);
  });
});
