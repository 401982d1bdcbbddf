import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../lib/contract/status.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { runsFrom } from '../../../../lib/flows/kernel/records.ts';
import { checkAll } from '../../../../lib/flows/look/look.ts';
import { signOut } from '../../../../lib/flows/sign-out/sign-out.ts';
import type { Show } from '../../../../lib/settings/schema.ts';
import { loadInTab } from '../../fake-browser.ts';
import { AFTER, AFTER_TAB, type FakeOp, fakeOp, ORIGIN, REDIRECT, realmNamed } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, howTo, settle, type World } from '../../world.ts';

function lastRun(world: World): Run | undefined {
  return runsFrom(Object.fromEntries(world.records))[0];
}

function statusOf(world: World, realm: string): unknown {
  return world.records.get(`status:${realm}`);
}

function tokensIn(world: World): string[] {
  return [...world.records.keys()].filter((key) => key.startsWith('session:'));
}

/** The popup's check, a while ago. */
function remember({ realm }: FakeOp, world: World): Promise<void> {
  return checkAll([realm], createPorts(world));
}

/** Has the address in which a request to end a session ends say something else. */
function changeEndings({ webAuth }: Ports, from: string | RegExp, to: string): void {
  const { ask } = webAuth;
  webAuth.ask = async (request) => {
    const answer = await ask(request);
    if (!answer.ok || !request.url.includes('/logout')) return answer;
    return { ok: true, address: answer.address.replace(from, to) };
  };
}

/** Has another answer come to some requests by `fetch`; null leaves a request to the OP. */
function changeFetch(ports: Ports, answer: (url: string) => Response | null): void {
  const { fetch } = ports;
  ports.fetch = async (url, init) => answer(url) ?? fetch(url, init);
}

function namesNoSession(url: string): boolean {
  return url.includes('/logout?') && !url.includes('id_token_hint=');
}

/** A page at an address, as `fetch` gives it. */
function showPage(address: string): Response {
  const response = new Response(JSON.stringify({ frames: [], values: {} }));
  Object.defineProperty(response, 'url', { value: address });
  return response;
}

async function signOutOfAll(
  world: World,
  show: Show = 'background',
  ports = createPorts(world),
): Promise<Run | undefined> {
  const realms = world.ops.map(({ realm }) => realm);
  const { done } = await settle(world, signOut(realms, howTo(show), ports));
  await settle(world, done);
  return lastRun(world);
}

describe('a sign-out', () => {
  it('ends the session in the browser and says verified only once its token is refused', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const run = await signOutOfAll(world);
    expect(run?.rows[0]).toMatchObject({ result: 'verified', issuer: op.realm.issuer });
    expect(op.alive.size).toBe(0);
    expect(statusOf(world, 'support')).toMatchObject({ state: 'signed-out', result: 'verified' });
    expect(tokensIn(world)).toEqual([]);
  });

  it('ends the session that is in the browser, not the one it remembers', async () => {
    const op = fakeOp('support', 's1');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    op.alive = new Set(['s2']);
    op.cookie = 's2';
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.result).toBe('verified');
    expect(op.alive).toEqual(new Set());
  });

  it('says that there was nothing to sign out of', async () => {
    const world = createWorld(fakeOp('support', null));
    expect((await signOutOfAll(world))?.rows[0]?.result).toBe('already-signed-out');
  });

  it('ends a remembered session that lives on although the browser has lost its cookie', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    op.cookie = null;
    expect((await signOutOfAll(world))?.rows[0]?.result).toBe('verified');
    expect(op.alive.size).toBe(0);
  });

  it('shows the results of all realms in one tab', async () => {
    const world = createWorld(fakeOp('support'), fakeOp('staff'));
    const run = await signOutOfAll(world, 'tab');
    expect(run?.rows.map(({ result }) => result)).toEqual(['verified', 'verified']);
    expect([...world.tabs.values()]).toEqual([`${AFTER_TAB}#run=${run?.id}`]);
  });

  it('opens the results page by itself where no realm leads to it', async () => {
    const world = createWorld(fakeOp('support', null));
    const run = await signOutOfAll(world, 'tab');
    expect([...world.tabs.values()]).toEqual([`${AFTER_TAB}#run=${run?.id}`]);
  });

  it('is not stopped for one realm by the failure of another', async () => {
    const down = fakeOp('down');
    down.down = true;
    const world = createWorld(down, fakeOp('staff'));
    const run = await signOutOfAll(world);
    expect(run?.rows.map(({ result, failure }) => [result, failure?.code])).toEqual([
      ['failed', 'server-unreachable'],
      ['verified', undefined],
    ]);
  });

  it('keeps the tokens of a session that it could not prove dead', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) => {
      if (url.endsWith('/userinfo') && op.alive.size === 0) throw new TypeError('Failed to fetch');
      return fetch(url, init);
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]).toMatchObject({ result: 'unverified', failure: { code: 'not-proven' } });
    expect(statusOf(world, 'support')).toMatchObject({ state: 'unknown' });
    expect(tokensIn(world)).toEqual(['session:support']);
  });

  it('asks the browser for one request, which ends the session and says who is signed in then', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    await settle(world, checkAll([realmNamed('support')], ports));
    let asked = 0;
    const { ask } = ports.webAuth;
    ports.webAuth.ask = (request) => {
      asked += 1;
      return ask(request);
    };
    expect((await signOutOfAll(world, 'background', ports))?.rows[0]).toMatchObject({ result: 'verified' });
    expect(asked).toBe(1);
  });

  it('asks one after the other where the OP does not take its own address, and has nothing to complain of', async () => {
    const op = fakeOp('support');
    op.refuses = { askAfterEnd: true };
    const row = (await signOutOfAll(createWorld(op)))?.rows[0];
    expect(row).toMatchObject({ result: 'verified' });
    expect(row).not.toHaveProperty('failure');
    expect(op.alive.size).toBe(0);
  });

  it('says that somebody is still signed in where the very request that ended the session says so', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    changeEndings(ports, 'error=login_required', 'code=s2');
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]).toMatchObject({ result: 'failed', failure: { code: 'still-signed-in' } });
  });

  it.each([
    ['comes back', 'verified', 0],
    ['shows a page', 'verified', 1],
  ])(
    'with the host allowed, asks once more who is signed in only where the OP, asked to end what is left, does not come back: it %s',
    async (what, result, questions) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.hostsAllowed = true;
      await settle(world, remember(op, world));
      const ports = createPorts(world);
      let asked = 0;
      changeFetch(ports, (url) => {
        if (url.includes('/auth?')) asked += 1;
        return what === 'shows a page' && namesNoSession(url) ? showPage(url) : null;
      });
      const run = await signOutOfAll(world, 'background', ports);
      expect(run?.rows[0]?.result).toBe(result);
      expect(asked).toBe(questions);
    },
  );

  it.each([
    ['whom the OP then asks', () => null],
    ['although something comes back, with another state', () => showPage(`${AFTER_TAB}?state=another`)],
  ])(
    'with the host allowed, says that somebody is still signed in who signed in meanwhile, %s',
    async (_what, answer) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.hostsAllowed = true;
      const ports = createPorts(world);
      changeFetch(ports, (url) => {
        if (!namesNoSession(url)) return null;
        op.alive.add('s2');
        op.cookie = 's2';
        return answer();
      });
      const run = await signOutOfAll(world, 'background', ports);
      expect(run?.rows[0]).toMatchObject({ result: 'failed', failure: { code: 'still-signed-in' } });
    },
  );

  it('does not believe an answer with another state', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    changeEndings(ports, /state=[^&]*/, 'state=another');
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]).toMatchObject({ result: 'unverified', failure: { code: 'state-mismatch' } });
  });

  it('never says verified while the session lives on', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const { ask } = ports.webAuth;
    ports.webAuth.ask = async (request) => {
      const answer = await ask(request);
      if (request.url.includes('/logout')) op.alive.add('s1');
      return answer;
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]).toMatchObject({ result: 'unverified', failure: { code: 'session-left' } });
  });

  it('names the redirect URI when the OP refuses the client, and lets the OP ask the person', async () => {
    const op = fakeOp('support');
    op.refuses.client = true;
    const world = createWorld(op);
    const work = signOutOfAll(world);
    await settleUntil(world, () => world.tabs.size > 0);
    closeTab(world, 1);
    const run = await settle(world, work);
    expect(run?.rows[0]?.failure).toEqual({ code: 'client-refused', details: ['full-signout', REDIRECT] });
    expect(run?.rows[0]?.result).toBe('unverified');
  });

  it('names the Web Origin when only the token endpoint refuses', async () => {
    const op = fakeOp('support');
    op.refuses.origin = true;
    const world = createWorld(op);
    const work = signOutOfAll(world, 'tab');
    await settleUntil(world, () => world.tabs.size > 0);
    op.alive.clear();
    op.cookie = null;
    closeTab(world, 1);
    const run = await settle(world, work);
    expect(run?.rows[0]).toMatchObject({
      result: 'unverified',
      failure: { code: 'web-origin-missing', details: [ORIGIN] },
    });
  });

  it('ends the session all the same, and names the refused post-logout URI', async () => {
    const op = fakeOp('support');
    op.refuses = { afterUri: true, askAfterEnd: true };
    const world = createWorld(op);
    const run = await signOutOfAll(world);
    expect(op.alive.size).toBe(0);
    expect(run?.rows[0]).toMatchObject({
      result: 'verified',
      failure: { code: 'post-logout-uri-refused', details: [AFTER] },
    });
  });

  it('begins with the session that the popup has found also where its token has not been tried yet', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    const found = world.records.get('session:support') as object;
    world.records.set('session:support', { ...found, accepted: undefined });
    const asked = op.codes;
    expect((await signOutOfAll(world))?.rows[0]).toMatchObject({ result: 'verified' });
    expect(op.codes).toBe(asked);
  });

  it('takes another session where the one that the popup has found is no longer accepted', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    const found = world.records.get('session:support') as object;
    world.records.set('session:support', { ...found, accepted: undefined });
    op.alive = new Set(['s2']);
    op.cookie = 's2';
    expect((await signOutOfAll(world))?.rows[0]).toMatchObject({ result: 'verified' });
    expect(op.alive.size).toBe(0);
  });

  it.each([
    [29, 'verified'],
    [31, 'failed'],
  ])(
    'begins with the session that the popup has found, for half a minute (%i s)',
    async (seconds, result) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      await settle(world, remember(op, world));
      world.now += seconds * 1000;
      const ports = createPorts(world);
      const { request } = ports.oidc;
      const exchange = async () => {
        throw new Error('no tokens any more');
      };
      ports.oidc.request = async (...asked) => ({ ...(await request(...asked)), exchange });
      expect((await signOutOfAll(world, 'background', ports))?.rows[0]?.result).toBe(result);
    },
  );

  it('adopts the session of whoever has signed in since the popup looked', async () => {
    const op = fakeOp('support', 's1');
    const world = createWorld(op);
    world.hostsAllowed = true;
    await settle(world, remember(op, world));
    op.alive = new Set(['s2']);
    op.cookie = 's2';
    expect((await signOutOfAll(world))?.rows[0]?.result).toBe('verified');
    expect(op.alive).toEqual(new Set());
  });

  it('opens a tab for a page that wants a person, and verifies when the person is done', async () => {
    const op = fakeOp('support');
    op.alwaysAsks = true;
    const world = createWorld(op);
    const ports = createPorts(world);
    const work = signOutOfAll(world, 'background', ports);
    await settleUntil(world, () =>
      JSON.stringify([statusOf(world, 'support')]).includes('waiting-for-person'),
    );
    op.alwaysAsks = false;
    const [tabId, url] = [...world.tabs][0] ?? [0, ''];
    loadInTab(world, tabId, url, ports);
    const run = await settle(world, work);
    expect(run?.rows[0]?.result).toBe('verified');
  });

  it('says still signed in when the person closes that tab', async () => {
    const op = fakeOp('support');
    op.alwaysAsks = true;
    const world = createWorld(op);
    const work = signOutOfAll(world);
    await settleUntil(world, () => world.tabs.size > 0);
    closeTab(world, 1);
    const run = await settle(world, work);
    expect(run?.rows[0]).toMatchObject({ result: 'failed', failure: { code: 'still-signed-in' } });
  });

  it('leaves a realm that is being signed out to the sign-out under way', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    const realms = world.ops.map(({ realm }) => realm);
    const [first, second] = await Promise.all([
      signOut(realms, howTo('background'), ports),
      signOut(realms, howTo('background'), ports),
    ]);
    await settle(world, first.done);
    expect(second.runId).toBeNull();
    expect(lastRun(world)?.id).toBe(first.runId);
  });

  it('stores no token where pages read', async () => {
    const world = createWorld(fakeOp('support'), fakeOp('staff'));
    await signOutOfAll(world);
    const shown = [...world.records].filter(([key]) => /^(status|run|row):/.test(key));
    expect(shown.length).toBeGreaterThan(3);
    expect(JSON.stringify(shown)).not.toMatch(/id-s1|access-s1/);
  });
});

/** Lets work go on, without letting time pass, until a condition holds. */
async function settleUntil(world: World, holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    if (turn > 5_000) throw new Error(`never held: ${JSON.stringify([...world.records])}`);
    await new Promise(setImmediate);
  }
}
