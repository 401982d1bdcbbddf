import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { SESSION, type Session } from '../../../../lib/flows/kernel/sessions.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { diagnoseRealm } from '../../../../lib/flows/set-up/diagnose.ts';
import { findingOfSession } from '../../../../lib/flows/set-up/test-session.ts';
import type { Cause, Diagnosis } from '../../../../lib/keycloak/diagnosis.ts';
import { BLANK, type FakeOp, fakeOp, REDIRECT } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';

type Answers = (url: string, init: RequestInit) => Response | null;

/** A realm in which all is well, as a test of it is answered: by a form in a page. */
function wellWorld(op: FakeOp): World {
  const world = createWorld(op);
  world.hostsAllowed = true;
  return world;
}

const form = (values: Record<string, string>) =>
  new Response(JSON.stringify({ ...BLANK, forms: [{ action: REDIRECT, method: 'post', values }] }));

/** Tests a realm whose server answers so, and as ever where this says nothing. @returns what is named, with its details. */
async function namedBy(
  answers: Answers,
  { client = 'registered', world }: { client?: FakeOp['realm']['client']; world?: World } = {},
): Promise<Partial<Record<Cause, string[]>>> {
  const op = world?.ops[0] ?? fakeOp('support');
  op.realm.client = client;
  const standing = world ?? wellWorld(op);
  const ports = createPorts(standing);
  const answer: Ports['fetch'] = async (url, init) => {
    const special = answers(url, init);
    if (special) return special;
    const iss = op.realm.issuer;
    return url.includes('/auth?')
      ? form({ error: 'login_required', iss })
      : createPorts(standing).fetch(url, init);
  };
  const testSession = () => findingOfSession(op.realm, ports.session);
  await settle(standing, diagnoseRealm(op.realm, { ...ports, testSession, fetch: answer }));
  const { checks } = standing.records.get('test:support') as Diagnosis;
  const all = Object.entries(checks) as [Cause, Diagnosis['checks'][Cause] & object][];
  return Object.fromEntries(
    all.flatMap(([cause, check]) => (check.state === 'wrong' ? [[cause, check.details]] : [])),
  );
}

const at =
  (part: string, answer: () => Response): Answers =>
  (url) =>
    url.includes(part) ? answer() : null;
const html = (status: number) => () => new Response('<html>', { status });

describe('a test of a realm names', () => {
  it.each(['registered', 'built-in'] as const)('nothing where all is well: %s', async (client) => {
    expect(await namedBy(() => null, { client })).toEqual({});
  });

  it.each<[string, () => Response, Cause, string]>([
    ['too many requests', () => new Response('', { status: 429 }), 'server-busy', 'HTTP 429'],
    ['a proxy', html(503), 'server-unavailable', 'HTTP 503'],
    ['an error of its own', html(500), 'server-error', 'HTTP 500'],
    ['a page of the network', html(200), 'page-instead', 'HTTP 200'],
    ['half an answer', () => new Response('{"a'), 'answer-broken', 'HTTP 200'],
  ])('%s, and at which of its questions that was', async (_, answer, cause, status) => {
    expect(await namedBy(at('/openid-configuration', answer))).toEqual({ [cause]: ['discovery', status] });
    expect(await namedBy(at('/token', answer))).toEqual({ [cause]: ['token', status] });
    if (status !== 'HTTP 200')
      expect(await namedBy(at('/auth?', answer))).toEqual({ [cause]: ['authorization', status] });
  });

  it('the same at several steps once, with all of them', async () => {
    const answers: Answers = (url) => (/\/auth\?|\/logout\?/.test(url) ? html(503)() : null);
    expect(await namedBy(answers)).toEqual({
      'server-unavailable': ['end-session', 'HTTP 503', 'authorization'],
    });
  });

  it('an answer that nobody may read, where the host was not allowed', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const named = await namedBy(
      (url) => {
        if (url.includes('/openid-configuration')) throw new TypeError('Failed to fetch');
        return null;
      },
      { world },
    );
    expect(named).toEqual({ 'answer-unreadable': ['https://op.test', 'discovery'] });
  });

  it('nothing where a server answers, and the browser reads no way to an address of ours', async () => {
    const named = await namedBy((url) => {
      if (url.includes('post_logout_redirect_uri=chrome-extension')) throw new TypeError('Failed to fetch');
      return null;
    });
    expect(named).toEqual({});
  });

  it('what the browser says of a name that is not known', async () => {
    const op = fakeOp('support');
    op.down = true;
    const world = wellWorld(op);
    world.networkError = 'net::ERR_NAME_NOT_RESOLVED';
    expect(await namedBy(() => null, { world })).toEqual({
      'name-unknown': ['https://op.test', 'net::ERR_NAME_NOT_RESOLVED'],
    });
  });

  it('headers that are there twice', async () => {
    const op = fakeOp('support');
    const world = wellWorld(op);
    const { fetch } = createPorts(world);
    const document = await (await fetch(`${op.realm.issuer}/.well-known/openid-configuration`, {})).json();
    const twice = () => Response.json(document, { headers: { 'Access-Control-Allow-Origin': '*, *' } });
    expect(await namedBy(at('/openid-configuration', twice), { world })).toEqual({
      'cors-doubled': ['access-control-allow-origin: *, *'],
    });
  });

  describe.each([
    ['registered', 'full-signout'],
    ['built-in', 'account-console'],
  ] as const)('a setting of the %s client by its place in the admin console', (client, id) => {
    const iss = 'https://op.test/realms/support';
    it.each<[Cause, Answers, string]>([
      [
        'par-required',
        at('/auth?', () =>
          form({
            error: 'invalid_request',
            error_description: 'Pushed Authorization Request is only allowed.',
            iss,
          }),
        ),
        'Advanced → Pushed authorization request required: Off',
      ],
      [
        'iss-left-out',
        at('/auth?', () => form({ error: 'login_required' })),
        'Advanced → Exclude Issuer From Authentication Response: Off',
      ],
      [
        'dpop-required',
        at('/token', () =>
          Response.json(
            { error: 'invalid_request', error_description: 'DPoP proof is missing' },
            { status: 400 },
          ),
        ),
        'Settings → Require DPoP bound tokens: Off',
      ],
    ])('%s', async (cause, answers, place) => {
      expect(await namedBy(answers, { client })).toEqual({ [cause]: [`Clients → ${id} → ${place}`] });
    });

    it('realm-disabled', async () => {
      const disabled = () =>
        Response.json({ error: 'access_denied', error_description: 'Realm not enabled' }, { status: 403 });
      expect(Object.keys(await namedBy(at('/token', disabled), { client }))).toEqual(['realm-disabled']);
    });
  });

  it('what keeps the built-in client from giving a code, though its question is answered', async () => {
    const refused = () => Response.json({ error: 'invalid_client' }, { status: 401 });
    expect(await namedBy(at('/token', refused), { client: 'built-in' })).toEqual({
      'client-disabled': ['account-console'],
    });
    // Nobody's name is asked for through it.
    expect(await namedBy(at('/token', refused), { client: 'question' })).toEqual({});
  });
});

describe('a test of a realm names what a look has met', () => {
  async function afterLook(change: (op: FakeOp, world: World, ports: Ports) => void | Promise<void>) {
    const op = Object.assign(fakeOp('support'), { account: { 'sessions/devices': [] } });
    op.realm.client = 'registered';
    const world = wellWorld(op);
    const ports = createPorts(world);
    await settle(world, lookAtAll([op.realm], ports));
    await change(op, world, ports);
    return namedBy(() => null, { world });
  }

  it('an account that is disabled', async () => {
    const named = await afterLook(async (op, world, ports) => {
      op.disabled = true;
      await settle(world, lookAtAll([op.realm], ports));
    });
    expect(Object.keys(named)).toEqual(['account-disabled']);
  });

  it('somebody who is asked to sign in all the same', async () => {
    const named = await afterLook(async (op, world, ports) => {
      world.records.clear();
      op.knowsNobody = true;
      await settle(world, lookAtAll([op.realm], ports));
    });
    expect(Object.keys(named)).toEqual(['sign-in-wanted']);
  });

  it('offline access as a default, and nothing of a token that tells nothing itself', async () => {
    const named = await afterLook(async (_, world, ports) => {
      const [key = ''] = await ports.session.keys(SESSION);
      const session = world.records.get(key) as Session;
      // A lightweight one, of a session that has told its apps.
      world.records.set(key, { ...session, accessToken: `e30.${btoa('{}')}.x`, revoked: true });
    });
    expect(named).toEqual({
      'offline-default': ['Clients → full-signout → Client scopes → offline_access: Optional'],
    });
  });
});
