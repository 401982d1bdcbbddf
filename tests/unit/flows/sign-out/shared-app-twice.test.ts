import { describe, expect, it } from 'vitest';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, howTo, settle } from '../../world.ts';
import { allowedWorld, headlineIn, lastRun, NO_APPS } from './kit.ts';

describe('two sign-outs at work on realms that share an app', () => {
  it('say signed out of none that the other’s clearing has signed in again', async () => {
    const A = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };
    const [one, two] = [fakeOp('one'), fakeOp('two')] as const;
    for (const op of [one, two]) {
      op.realm.apps = [A];
      op.account = NO_APPS;
    }
    const world = allowedWorld(one, two);
    let loads = 0;
    // The app signs in again by itself, through a provider, when its tab is loaded for the second time.
    const tab = {
      unsaved: false,
      loads: 0,
      onLoad: () => {
        loads += 1;
        if (loads === 2) signIn(one, 's-again');
      },
    };
    world.apps.set(A.origin, { allowed: true, data: true, tabs: new Map([[91, tab]]) });
    const ports = createPorts(world);
    const { hop } = ports;
    // The second realm's server takes its time.
    ports.hop = async (url, init) => {
      if (
        url.startsWith(`${two.realm.issuer}/protocol/openid-connect/logout`) &&
        url.includes('id_token_hint')
      )
        await new Promise<void>((resolve) => void ports.clock.after(10_000, resolve));
      return hop(url, init);
    };
    const all = [one.realm, two.realm];
    const first = await settle(
      world,
      signOut({ realms: [one.realm], scope: 'these', how: howTo('background') }, all, ports),
    );
    const second = await settle(
      world,
      signOut({ realms: all, scope: 'everything', how: howTo('background') }, all, ports),
    );
    await settle(world, Promise.all([first.done, second.done]));
    expect([...one.alive]).toEqual(['s-again']);
    const run = lastRun(world);
    expect(run?.scope).toBe('everything');
    expect(headlineIn(run)).not.toBe('signed-out');
  });
});
