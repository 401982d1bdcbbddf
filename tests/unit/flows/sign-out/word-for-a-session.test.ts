import { describe, expect, it } from 'vitest';
import { type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, type World } from '../../world.ts';
import { allowedWorld, headlineIn, NO_APPS, signOutOfAll, waitingTab } from './kit.ts';

/** An OP whose token opens nothing that may be asked: lightweight, and without the `account` audience. */
function portsOfBlindClient(world: World) {
  const ports = createPorts(world);
  const { fetch } = ports;
  ports.fetch = async (url, init) =>
    url.endsWith('/userinfo') || url.includes('/account/')
      ? new Response(null, { status: 403 })
      : fetch(url, init);
  return ports;
}

/** The person clears the cookies instead of answering in the tab that waits, and then does something with it. */
function clearsCookies(world: World, op: FakeOp, then: (tabId: number) => void): void {
  let done = false;
  world.person = () => {
    const tab = waitingTab(world);
    if (tab === undefined || done) return;
    done = true;
    op.cookie = null;
    then(tab);
  };
}

describe('a session of which no token was ever accepted', () => {
  it.each([false, true])(
    'is not called ended by a tab that leads straight back, as the browser has lost its cookie before (other OP: %s)',
    async (isOther) => {
      const op = Object.assign(fakeOp('support'), { isOther });
      const world = allowedWorld(op);
      const ports = portsOfBlindClient(world);
      const { hop } = ports;
      // Keycloak fails over one of the session's apps, and has cleared the browser's cookie already.
      ports.hop = async (url, init) => {
        if (!url.includes('id_token_hint')) return hop(url, init);
        op.cookie = null;
        return { status: 500, location: null, body: '' };
      };
      const run = await signOutOfAll(world, 'background', ports);
      expect([...op.alive]).toEqual(['s1']);
      expect(headlineIn(run)).toBe('not-proven');
      expect(run?.rows[0]?.verdict.is).toBe('not-proven');
      expect(world.foreground).toEqual([]);
    },
  );

  it('is not called ended because nobody is in the browser when a page has loaded in its tab', async () => {
    const op = Object.assign(fakeOp('support'), { alwaysAsks: true });
    const world = createWorld(op);
    const ports = portsOfBlindClient(world);
    // The person loads the page again; the session lives on at the server.
    clearsCookies(world, op, (tab) => world.register.mark(tab, 'loaded'));
    const run = await signOutOfAll(world, 'background', ports);
    expect([...op.alive]).toEqual(['s1']);
    expect(run?.rows[0]?.verdict.is).toBe('not-proven');
  });
});

describe('a session whose token was first tried in vain', () => {
  it('is proven to have ended where it was accepted by the time that another way of ending was tried', async () => {
    const op = Object.assign(fakeOp('support'), { alwaysAsks: true, account: NO_APPS });
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    let asked = 0;
    ports.fetch = async (url, init) => {
      if (url.endsWith('/userinfo')) asked += 1;
      if (url.endsWith('/userinfo') && asked === 1) throw new TypeError('Failed to fetch');
      return fetch(url, init);
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect(op.alive.size).toBe(0);
    expect(run?.rows[0]?.verdict.is).toBe('signed-out');
  });
});

describe('a session that has no name', () => {
  it.each(['knowsNobody', 'web-origin'] as const)(
    'is not called ended, nor said never to have been there, once the browser has lost its cookie (%s)',
    async (why) => {
      const op = fakeOp('support');
      if (why === 'knowsNobody') op.knowsNobody = true;
      else op.refuses.origin = true;
      const world = createWorld(op);
      clearsCookies(world, op, (tab) => {
        if (why === 'knowsNobody') world.register.mark(tab, 'loaded');
        else closeTab(world, tab);
      });
      const run = await signOutOfAll(world);
      expect([...op.alive]).toEqual(['s1']);
      expect(run?.rows[0]?.verdict.is).toBe('not-proven');
    },
  );
});

describe('the question, which names no session', () => {
  it.each([false, true])(
    'is no word for the session that was found, where another one has come into the browser since (other OP: %s)',
    async (isOther) => {
      const op = Object.assign(fakeOp('support'), { isOther, alwaysAsks: true });
      const world = allowedWorld(op);
      const ports = portsOfBlindClient(world);
      const { hop } = ports;
      let swapped = false;
      ports.hop = async (url, init) => {
        if (url.includes('id_token_hint') && !swapped) {
          swapped = true;
          signIn(op, 's2');
        }
        return hop(url, init);
      };
      const run = await signOutOfAll(world, 'background', ports);
      expect([...op.alive]).toEqual(['s1']);
      expect([run?.rows[0]?.verdict.is, headlineIn(run)]).toEqual(['not-proven', 'not-proven']);
    },
  );
});
