import { describe, expect, it } from 'vitest';
import { StepError } from '../../../../lib/errors/step-error.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, settle, type World } from '../../world.ts';
import {
  allowedWorld,
  headlineIn,
  lastRun,
  NO_APPS,
  remember,
  rowAfter,
  settleUntil,
  signOutOfAll,
  startSignOut,
  statusOf,
  tellingOp,
} from './kit.ts';

/** A realm in which nothing is registered. */
function bareOp(different: Partial<FakeOp> = {}): FakeOp {
  const op = Object.assign(fakeOp('support'), { account: NO_APPS }, different);
  op.refuses = { client: true, ...different.refuses };
  return op;
}

/** Which clients a world's realm was asked through for a code, and by its question. */
function asked(world: World, endpoint: '/auth?' | '/logout?'): string[] {
  const through = world.hops
    .filter((url) => url.includes(endpoint))
    .map((url) => new URL(url).searchParams.get('client_id') ?? '');
  return [...new Set(through)];
}

describe('a realm in which nothing is registered, its host allowed,', () => {
  it('is signed out of and proven through the built-in client', async () => {
    const op = bareOp();
    const run = await signOutOfAll(allowedWorld(op));
    expect(headlineIn(run)).toBe('signed-out');
    expect(run?.rows[0]?.verdict.is).toBe('signed-out');
    expect(op.alive.size).toBe(0);
  });

  it('is asked through that client at once the next time', async () => {
    const op = bareOp();
    const world = allowedWorld(op);
    await signOutOfAll(world);
    const before = world.hops.length;
    await signOutOfAll(world);
    expect(world.hops.slice(before).filter((url) => url.includes('client_id=full-signout'))).toEqual([]);
  });

  it('has no app in the registered client that was refused its tokens, and stands in the session by its code', async () => {
    const op = tellingOp('support', [{ clientId: 'full-signout', clientName: 'Full Sign-out' }]);
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { request } = ports.oidc;
    const refuse = () => Promise.reject(new StepError('web-origin-missing'));
    ports.oidc.request = async (metadata, options) => {
      const asked = await request(metadata, options);
      return options.clientId === 'full-signout' ? { ...asked, exchange: refuse } : asked;
    };
    expect(headlineIn(await signOutOfAll(world, 'background', ports))).toBe('signed-out');
  });

  it('is signed out of by its own question where that client gives no code', async () => {
    const op = bareOp({ refuses: { builtIn: true } });
    const world = allowedWorld(op);
    // The popup's look finds out which client is refused, and the sign-out rests on that.
    await settle(world, remember(op, world));
    const row = await rowAfter(world);
    expect(row?.verdict.is).toBe('signed-out');
    expect([op.alive.size, op.codes]).toEqual([0, 0]);
  });

  it('is asked through that client the next time too where somebody has written its id for the registered one’s', async () => {
    const op = bareOp({ refuses: { client: false } });
    op.realm.clientId = 'account-console';
    const world = allowedWorld(op);
    await signOutOfAll(world);
    signIn(op, 's2');
    await settle(world, remember(op, world));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in', userName: 'alice' });
    expect(asked(world, '/logout?')).toEqual(['account-console']);
  });

  it('gives no code where the question alone is allowed', async () => {
    const op = bareOp();
    op.realm.client = 'question';
    const row = await rowAfter(allowedWorld(op));
    expect(row?.verdict.is).toBe('signed-out');
    expect([op.alive.size, op.codes]).toEqual([0, 0]);
  });

  it('gives no code where the question alone is allowed, not even where the question gets no answer', async () => {
    const op = bareOp({ answersNoQuestion: true });
    op.realm.client = 'question';
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    const { done } = await settle(world, startSignOut(world, createPorts(world)));
    await settleUntil(world, () => world.foreground.length > 0);
    closeTab(world, world.opened);
    await settle(world, done);
    expect(lastRun(world)?.rows[0]?.verdict.is).not.toBe('signed-out');
    expect(op.codes).toBe(0);
    expect(asked(world, '/auth?')).toEqual(['full-signout']);
  });

  it('is left alone by that client where only the registered one is allowed', async () => {
    const op = bareOp();
    op.realm.client = 'registered';
    const world = allowedWorld(op);
    const row = await rowAfter(world);
    expect(row?.verdict).toMatchObject({ failure: { code: 'client-refused' } });
    expect(world.hops.join()).not.toContain('account-console');
  });

  it('is not signed in again by asking: where nobody is, nothing else is asked', async () => {
    const op = bareOp({ cookie: null, alive: new Set() });
    const run = await signOutOfAll(allowedWorld(op));
    expect(headlineIn(run)).toBe('nothing');
    expect(op.codes).toBe(0);
  });
});

describe('a realm that lacks even the client of its account console', () => {
  it.each(['auto', 'built-in', 'question'] as const)(
    'is signed out of by its question through the client "account", which gives no code (%s)',
    async (client) => {
      const op = bareOp({ lacksConsole: true });
      op.realm.client = client;
      const world = allowedWorld(op);
      await settle(world, remember(op, world));
      expect(statusOf(world)).toMatchObject({ state: 'signed-in' });
      const row = await rowAfter(world);
      expect(row?.verdict.is).toBe('signed-out');
      expect([op.alive.size, op.codes]).toEqual([0, 0]);
    },
  );

  it('is known as such until the browser ends', async () => {
    const op = bareOp({ lacksConsole: true });
    const world = allowedWorld(op);
    await signOutOfAll(world);
    world.hops.length = 0;
    await signOutOfAll(world);
    expect(asked(world, '/logout?')).toEqual(['account']);
  });

  it('is asked through the registered client first, and through no other where that one is known', async () => {
    const op = bareOp({ lacksConsole: true, refuses: { client: false } });
    const world = allowedWorld(op);
    expect((await rowAfter(world))?.verdict.is).toBe('signed-out');
    expect(asked(world, '/logout?')).toEqual(['full-signout']);
  });

  it('whose question answers nobody, as on Keycloak 18, is not taken for one that knows "account"', async () => {
    const op = bareOp({ answersNoQuestion: true });
    const world = allowedWorld(op);
    expect((await rowAfter(world))?.verdict.is).toBe('signed-out');
    expect(asked(world, '/logout?')).not.toContain('account');
    expect(op.codes).toBeGreaterThan(0);
  });
});

describe('a realm that is to be asked through the built-in client alone, its host not allowed,', () => {
  /** What a document is led to there: it would follow to the account console, which signs in again. */
  function documentsOf(ports: Ports): string[] {
    const asked: string[] = [];
    const { ask } = ports.webAuth;
    ports.webAuth.ask = (request) => {
      asked.push(request.url);
      return ask(request);
    };
    return asked;
  }

  it.each(['built-in', 'question'] as const)(
    'says by a look that access is what is missing, and has no document asked (%s)',
    async (client) => {
      const op = bareOp({ lacksConsole: client === 'question' });
      op.realm.client = client;
      const world = allowedWorld(op);
      // Of one that lacks the console that is known, so that it is asked by the question alone.
      await settle(world, remember(op, world));
      op.realm.client = 'built-in';
      world.hostsAllowed = false;
      const ports = createPorts(world);
      const asked = documentsOf(ports);
      await settle(world, lookAtAll([op.realm], ports));
      expect(statusOf(world)).toMatchObject({
        failure: { code: 'access-missing', details: ['https://op.test'] },
      });
      expect(asked).toEqual([]);
    },
  );

  it('is not asked by a document either where access is taken away in the midst of its sign-out', async () => {
    const op = bareOp();
    op.realm.client = 'built-in';
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const asked = documentsOf(ports);
    const { hop } = ports;
    // Taken with the request that ends the session, so that all of the proof is left to be asked.
    ports.hop = (url, init) => {
      if (url.includes('id_token_hint')) world.hostsAllowed = false;
      return hop(url, init);
    };
    const row = await rowAfter(world, ports);
    expect(asked).toEqual([]);
    expect(row?.verdict).toMatchObject({ is: 'not-proven', failure: { code: 'access-missing' } });
  });

  it('is not asked by a document where the browser has not shown an answer', async () => {
    const op = bareOp();
    op.realm.client = 'built-in';
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const asked = documentsOf(ports);
    ports.hop = async () => {
      throw new TypeError('the redirect was not shown');
    };
    await settle(world, lookAtAll([op.realm], ports));
    expect(asked).toEqual([]);
    expect(statusOf(world)).toMatchObject({ state: 'failed' });
  });
});

describe('a realm in which nothing is registered, as installed,', () => {
  it('says that access to its host is what is missing', async () => {
    const row = await rowAfter(createWorld(bareOp()));
    expect(row?.verdict).toMatchObject({ failure: { code: 'access-missing' } });
  });
});
