import { describe, expect, it } from 'vitest';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import type { ProviderVerdict } from '../../../../lib/verdict/beside.ts';
import { type FakeOp, fakeOp } from '../../fake-op.ts';
import { createPorts, howTo, settle, type World } from '../../world.ts';
import { allowedWorld, headlineIn, lastRun, NO_APPS, tellingOp } from './kit.ts';

const AUTH = '/protocol/openid-connect/auth?client_id=a&response_type=code&redirect_uri=x';

/** A realm whose person comes in through another one. */
function behind(up: FakeOp): FakeOp {
  const op = fakeOp('support');
  op.provider = up.realm.issuer + AUTH;
  op.account = {
    ...NO_APPS,
    'linked-accounts': [{ connected: true, providerAlias: 'partner', displayName: 'Head office' }],
  };
  return op;
}

/** Signs out of the first realm of a world alone: what became of its provider. */
async function providerAfter(world: World, ports = createPorts(world)): Promise<ProviderVerdict | undefined> {
  const [op] = world.ops;
  if (!op) throw new Error('no realm');
  const order = { realms: [op.realm], scope: 'these' as const, how: howTo('background') };
  const { done } = await settle(world, signOut(order, [op.realm], ports));
  await settle(world, done);
  return lastRun(world)?.rows[0]?.verdict.providers[0];
}

describe('a provider that sends whom it does not know on to a provider of its own', () => {
  it('counts as open while the person is in there: the next sign-in walks straight in', async () => {
    const [up, further] = [fakeOp('up', null), fakeOp('further', 's-far')];
    up.sendsOn = true;
    up.provider = further.realm.issuer + AUTH;
    const world = allowedWorld(behind(up), up, further);
    expect(await providerAfter(world)).toMatchObject({
      alias: 'partner',
      is: 'in',
      endPage: `${further.realm.issuer}/protocol/openid-connect/logout`,
    });
    expect(headlineIn(lastRun(world))).toBe('provider');
    expect([...up.alive, ...further.alive]).toEqual(['s-far']);
  });

  it('is out once that one says so', async () => {
    const [up, further] = [fakeOp('up', null), fakeOp('further', null)];
    up.sendsOn = true;
    up.provider = further.realm.issuer + AUTH;
    const world = allowedWorld(behind(up), up, further);
    expect(await providerAfter(world)).toMatchObject({ is: 'out' });
    expect(headlineIn(lastRun(world))).toBe('signed-out-of');
  });

  it.each([
    ['whether it sends anybody on', 'prompt=login', 429],
    ['whether it sends anybody on', 'prompt=login', 500],
    ['its question', '/logout?', 503],
  ])('is not known where no answer comes to %s (%s, %i)', async (_, part, status) => {
    const up = fakeOp('up', null);
    const world = allowedWorld(behind(up), up, fakeOp('further', 's-far'));
    up.sendsOn = true;
    up.provider = `https://op.test/realms/further${AUTH}`;
    const ports = createPorts(world);
    const { hop } = ports;
    ports.hop = async (url, init) =>
      url.startsWith(up.realm.issuer) && url.includes(part)
        ? { status, location: null, body: '' }
        : hop(url, init);
    expect(await providerAfter(world, ports)).toMatchObject({ is: 'unknown' });
  });

  it('is not known where that one’s host was not allowed, which is named', async () => {
    const up = fakeOp('up', null);
    up.sendsOn = true;
    up.provider = 'https://far.test/auth?client_id=a&response_type=code&redirect_uri=x';
    const world = allowedWorld(behind(up), up);
    world.closedHosts.add('https://far.test');
    expect(await providerAfter(world)).toMatchObject({ is: 'unknown', origin: 'https://far.test' });
  });

  it('is not known where that one speaks another language', async () => {
    const up = fakeOp('up', null);
    up.sendsOn = true;
    up.provider = 'https://far.test/saml?SAMLRequest=x';
    expect(await providerAfter(allowedWorld(behind(up), up))).toMatchObject({ is: 'unknown' });
  });

  it.each([
    'data:text/html,x?redirect_uri=y',
    'javascript:x?redirect_uri=y',
    'http://far.test/?redirect_uri=y',
  ])(
    'is not known where that one is no address, and the session has ended all the same (%s)',
    async (address) => {
      const up = fakeOp('up', null);
      const op = Object.assign(behind(up), { provider: address });
      expect(await providerAfter(allowedWorld(op, up))).toMatchObject({ is: 'unknown' });
      expect(op.alive.size).toBe(0);
    },
  );

  it.each([
    'code=1&code=2',
    'error=login_required&error=login_required',
    'error=login_required&state=1&state=2',
  ])('is not known where its answer says something twice (%s)', async (says) => {
    const op = Object.assign(behind(fakeOp('up')), { provider: 'https://far.test/auth?redirect_uri=x' });
    const world = allowedWorld(op);
    world.providers.set('https://far.test', () => ({
      status: 302,
      location: `https://op.test/back?${says}`,
      body: '',
    }));
    expect(await providerAfter(world)).toMatchObject({ is: 'unknown' });
  });

  it('is not known where they send the person round in circles', async () => {
    const up = fakeOp('up', null);
    up.sendsOn = true;
    up.provider = fakeOp('up').realm.issuer.replace('op.test', 'other.test') + AUTH;
    const world = allowedWorld(behind(up), up);
    const answer = (url: string) => ({
      status: 302,
      location: url.includes('prompt=none')
        ? 'https://op.test/back?error=login_required'
        : `https://other.test/again${AUTH}`,
      body: '',
    });
    world.providers.set('https://other.test', answer);
    expect(await providerAfter(world)).toMatchObject({ is: 'unknown' });
  });
});

describe('a provider of another kind that sends whom it does not know on', () => {
  it.each([
    ['to a provider of its own', 'https://far.test/auth?client_id=a&response_type=code&redirect_uri=x', 'in'],
    ['by SAML', 'https://far.test/saml?SAMLRequest=x', 'unknown'],
    ['to its own sign-in app', 'https://far.test/login?challenge=x&redirect_uri=x', 'out'],
    ['to a page of its own', '/login', 'out'],
  ] as const)('%s', async (_where, to, is) => {
    const op = behind(fakeOp('up'));
    op.provider = `https://up.test${AUTH}`;
    const world = allowedWorld(op);
    world.providers.set('https://up.test', (url) => ({
      status: 302,
      location: url.includes('prompt=none') ? 'https://op.test/back?error=login_required' : to,
      body: '',
    }));
    world.providers.set('https://far.test', () => ({
      status: 302,
      location: 'https://up.test/back?code=x',
      body: '',
    }));
    expect(await providerAfter(world)).toMatchObject({ is });
  });
});

describe('a provider that answers no question, as Keycloak 18', () => {
  it('is not known to be out where it says login_required to everybody and the browser keeps its cookie', async () => {
    const up = fakeOp('up', 's-up');
    up.knowsNobody = true;
    up.answersNoQuestion = true;
    expect(await providerAfter(allowedWorld(behind(up), up))).toMatchObject({ is: 'unknown' });
  });

  it('is out where the browser keeps no cookie of it', async () => {
    const up = fakeOp('up', null);
    up.answersNoQuestion = true;
    expect(await providerAfter(allowedWorld(behind(up), up))).toMatchObject({ is: 'out' });
  });
});

describe('a realm whose people sign in at a provider that is signed out as well', () => {
  /** The provider knows the realm as a client of which it has no address. */
  function both(redirectUri: string): { op: FakeOp; up: FakeOp; world: World } {
    const up = tellingOp('up', [{ clientId: 'partner-realm' }]);
    const op = behind(up);
    op.provider = `${up.realm.issuer}/protocol/openid-connect/auth?client_id=partner-realm&response_type=code&redirect_uri=${encodeURIComponent(redirectUri)}`;
    return { op, up, world: allowedWorld(op, up) };
  }

  /** Signs out of both, the provider found and asked only once the realm has ended. */
  async function signOutOfBoth({ op, up, world }: ReturnType<typeof both>): Promise<string | undefined> {
    const realms = [op.realm, up.realm];
    const order = {
      realms,
      scope: 'everything' as const,
      how: howTo('background'),
      unasked: [up.realm.id],
    };
    const { done } = await settle(world, signOut(order, realms, createPorts(world)));
    await settle(world, done);
    return headlineIn(lastRun(world));
  }

  it('is no app of it, by the provider’s own word', async () => {
    expect(await signOutOfBoth(both(`${fakeOp('support').realm.issuer}/broker/partner/endpoint`))).toBe(
      'signed-out',
    );
  });

  it('is not asked for at the provider again once that has said so', async () => {
    const redirectUri = `${fakeOp('support').realm.issuer}/broker/partner/endpoint`;
    const asked = async (isKnown: boolean): Promise<number> => {
      const bed = both(redirectUri);
      const { issuer } = bed.up.realm;
      const app = { issuer, clientId: 'partner-realm', redirectUri };
      if (isKnown) bed.world.records.set(`seen-app:${issuer} partner-realm ${redirectUri}`, app);
      expect(await signOutOfBoth(bed)).toBe('signed-out');
      return bed.world.hops.filter((url) => /client_id=partner-realm.*prompt=none/.test(url)).length;
    };
    expect(await asked(true)).toBe((await asked(false)) - 1);
  });

  it('is one where it names a client that is not its own', async () => {
    const issuer = fakeOp('other').realm.issuer;
    expect(await signOutOfBoth(both(`${issuer}/broker/partner/endpoint`))).toBe('apps');
  });
});

describe('a provider whose flow says login_required to everybody', () => {
  it.each([
    ['in', 's-up'],
    ['out', null],
  ] as const)('is %s by its own question', async (is, session) => {
    const up = fakeOp('up', session);
    up.knowsNobody = true;
    expect(await providerAfter(allowedWorld(behind(up), up))).toMatchObject({ alias: 'partner', is });
    expect(up.alive.size).toBe(session ? 1 : 0);
  });
});
