import { describe, expect, it } from 'vitest';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { BLANK, fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';
import { allowedWorld, headlineIn, remember, rowAfter, signOutOfAll, statusOf } from './kit.ts';

/** An OP that is no Keycloak, a worker, and how that asks it. */
function otherOp() {
  const op = Object.assign(fakeOp('support'), { isOther: true });
  const world = allowedWorld(op);
  const ports = createPorts(world);
  return { op, world, ports, hop: ports.hop };
}

describe('a page of an OP that is no Keycloak', () => {
  it('is not taken for nobody where it asks by links, one of which leads back', async () => {
    const { op, world, ports, hop } = otherOp();
    ports.hop = async (url, init) => {
      if (!url.includes('/logout?') || url.includes('id_token_hint')) return hop(url, init);
      const q = new URL(url).searchParams;
      const no = `${q.get('post_logout_redirect_uri')}?state=${q.get('state')}`;
      const links = [`${op.realm.issuer}/logout/yes`, no];
      return { status: 200, location: null, body: JSON.stringify({ ...BLANK, links }) };
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect(headlineIn(run)).not.toBe('nothing');
    expect([...op.alive]).toEqual([]);
  });
});

describe('an OP without userinfo', () => {
  it('is signed out of, proven by its word for the session that is named and by nobody being there', async () => {
    const { op, world, ports } = otherOp();
    const { fetch } = ports;
    ports.fetch = async (url, init) => {
      if (url.includes('/account/')) return new Response('', { status: 404 });
      if (!url.endsWith('/openid-configuration')) return fetch(url, init);
      const { userinfo_endpoint: _, ...poor } = await (await fetch(url, init)).json();
      return Response.json(poor);
    };
    const row = await rowAfter(world, ports);
    expect(row?.verdict.is).toBe('signed-out');
    expect([op.userinfo, ...op.alive]).toEqual([0]);
  });
});

describe('an OP that does not give the state back', () => {
  it('has our own address not be taken for an identity provider', async () => {
    const { world, ports, hop } = otherOp();
    ports.hop = async (url, init) => {
      const answer = await hop(url, init);
      if (!url.includes('/logout') || !answer.location) return answer;
      return { ...answer, location: answer.location.split('?')[0] ?? null };
    };
    const row = await rowAfter(world, ports);
    expect(row?.verdict).toMatchObject({ is: 'signed-out', providers: [] });
  });
});

describe('a look', () => {
  it('signs nobody out at an OP that ends a session without asking', async () => {
    const { op, world, ports, hop } = otherOp();
    ports.hop = async (url, init) => {
      if (!url.includes('/logout?')) return hop(url, init);
      op.alive.clear();
      op.cookie = null;
      return hop(url, init);
    };
    await settle(world, lookAtAll([op.realm], ports));
    expect([...op.alive]).toEqual(['s1']);
  });
});

describe('an OP that is no Keycloak', () => {
  it('is not taken to know nobody where it passes prompt=none on to a login app on another host', async () => {
    const op = Object.assign(fakeOp('support'), { isOther: true, asksNobodyToo: true });
    const world = createWorld(op);
    // As installed the browser's own way follows to the login app and back: the client is recognised.
    await settle(world, remember(op, world));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in' });
    // Then the person allows the host, and somebody signs in anew.
    world.hostsAllowed = true;
    world.now += 40_000;
    signIn(op, 's2');
    const ports = createPorts(world);
    const { hop } = ports;
    ports.hop = async (url, init) =>
      url.includes('/auth?')
        ? { status: 302, location: 'https://login.test/login?login_challenge=x', body: '' }
        : hop(url, init);
    const run = await signOutOfAll(world, 'background', ports);
    expect([headlineIn(run), ...op.alive]).not.toEqual(['signed-out', 's2']);
  });

  it('is not said to have nobody signed in by a look either', async () => {
    const op = Object.assign(fakeOp('support'), { isOther: true, asksNobodyToo: true });
    const world = createWorld(op);
    await settle(world, remember(op, world));
    await signOutOfAll(world);
    expect([...op.alive]).toEqual([]);
    signIn(op, 's2');
    world.hostsAllowed = true;
    const ports = createPorts(world);
    const { hop } = ports;
    ports.hop = async (url, init) =>
      url.includes('/auth?')
        ? { status: 302, location: 'https://login.test/login?login_challenge=x', body: '' }
        : hop(url, init);
    await settle(world, lookAtAll([op.realm], ports));
    expect(statusOf(world)).not.toMatchObject({ state: 'signed-out' });
  });

  it('whose tokens outlive the session does not have a person asked who is out', async () => {
    const op = Object.assign(fakeOp('support'), { isOther: true });
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { fetch, hop } = ports;
    ports.fetch = async (url, init) =>
      url.endsWith('/userinfo') ? Response.json({ sub: 'alice' }) : fetch(url, init);
    // The hint of a session that is over gets a page.
    ports.hop = async (url, init) =>
      url.includes('id_token_hint') && op.alive.size === 0
        ? { status: 200, location: null, body: JSON.stringify(BLANK) }
        : hop(url, init);
    const run = await signOutOfAll(world, 'background', ports);
    expect([...op.alive]).toEqual([]);
    expect(headlineIn(run)).toBe('not-proven');
    expect(world.foreground).toEqual([]);
  });
});
