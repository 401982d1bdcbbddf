import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../lib/contract/status.ts';
import type { FailureCode } from '../../../lib/errors/failure.ts';
import type { HopAnswer, Ports } from '../../../lib/flows/kernel/ports.ts';
import { lookAtAll } from '../../../lib/flows/look/look.ts';
import { signInAndReport } from '../../../lib/flows/sign-in/sign-in.ts';
import type { Realm } from '../../../lib/settings/schema.ts';
import { BLANK, type FakeOp, fakeOp, REDIRECT, signIn } from '../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../world.ts';
import { allowedWorld, NO_APPS, rowAfter, statusOf } from './sign-out/kit.ts';

type ClientChoice = Realm['client'];

const ORIGIN = 'https://op.test';

const PAGE: HopAnswer = { status: 200, location: null, body: JSON.stringify(BLANK) };

/** What single requests to an address get, as often as given. */
type Answers = () => Promise<HopAnswer>;

const unseen: Answers = () => Promise.reject(new TypeError('Failed to fetch'));
const halfAPage: Answers = async () => ({ ...PAGE, body: '', isBroken: true });

/** A worker of which the requests to some addresses come to something else, and those of a document to nothing that can be loaded. */
function faulty(world: World, part: string, answers: Answers, times = Number.POSITIVE_INFINITY): Ports {
  const ports = createPorts(world);
  const { hop, webAuth } = ports;
  const { ask } = webAuth;
  let left = times;
  const isBroken = (url: string) => {
    if (!url.includes(part) || left === 0) return false;
    left -= 1;
    return true;
  };
  ports.hop = async (url, init) => (isBroken(url) ? answers() : hop(url, init));
  ports.webAuth = {
    ...webAuth,
    ask: async (request) => (isBroken(request.url) ? { ok: false, failure: 'not-loaded' } : ask(request)),
  };
  return ports;
}

function told(client: ClientChoice, different: Partial<FakeOp> = {}): FakeOp {
  const op = Object.assign(fakeOp('support'), { account: NO_APPS, ...different });
  op.realm.client = client;
  return op;
}

async function lookAt({ realm }: FakeOp, world: World, ports: Ports): Promise<RealmStatus> {
  await settle(world, lookAtAll([realm], ports));
  return statusOf(world) as RealmStatus;
}

describe('a request for a sign-in of which nothing came', () => {
  const CASES: [string, Answers, FailureCode][] = [
    ['no answer', unseen, 'server-unreachable'],
    ['half an answer', halfAPage, 'answer-broken'],
    [
      'redirects without an end',
      async () => ({
        status: 302,
        location: `${ORIGIN}/realms/support/protocol/openid-connect/auth?again`,
        body: '',
      }),
      'server-error',
    ],
  ];

  it.each(
    (['auto', 'registered', 'built-in'] as const).flatMap((client) =>
      CASES.map((one): [ClientChoice, ...(typeof CASES)[number]] => [client, ...one]),
    ),
  )('refuses no client, the host allowed (%s, %s)', async (client, _, answers, code) => {
    const op = told(client);
    const world = allowedWorld(op);
    const status = await lookAt(op, world, faulty(world, '/auth?', answers));
    expect(status.failure?.code).toBe(code);
    // No client is put aside for it.
    expect(await lookAt(op, world, createPorts(world))).toMatchObject({
      state: 'signed-in',
      userName: 'alice',
    });
  });

  it.each<[string, ClientChoice, Partial<FakeOp>]>([
    ['through the registered client alone', 'registered', {}],
    ['of an OP that is no Keycloak', 'auto', { isOther: true }],
  ])('is said to be unreadable as installed, with what to register: %s', async (_, client, different) => {
    const op = told(client, different);
    const world = createWorld(op);
    const { failure } = await lookAt(op, world, faulty(world, '/auth?', unseen));
    expect(failure).toEqual({
      code: 'answer-unreadable',
      details: [ORIGIN, 'sign-in request', 'full-signout', REDIRECT],
    });
  });
});

describe('a window that the browser could not load', () => {
  it.each([
    ['as installed', createWorld, 'registered', 'answer-unreadable'],
    ['as installed, the built-in client being a choice', createWorld, 'auto', 'access-missing'],
    ['with the host allowed', allowedWorld, 'registered', 'client-refused'],
  ] as const)('is said to want access only where there is none: %s', async (_, make, client, code) => {
    const op = told(client, { cookie: null, alive: new Set() });
    const world = make(op);
    const ports = createPorts(world);
    const { ask } = ports.webAuth;
    ports.webAuth.ask = async (request) =>
      request.interactive ? { ok: false, failure: 'not-loaded' } : ask(request);
    await settle(
      world,
      signInAndReport(op.realm, ports).catch(() => undefined),
    );
    expect(statusOf(world)).toMatchObject({ state: 'failed', failure: { code } });
  });
});

describe('a realm that is asked by its question alone', () => {
  it('is called silent where the question gets no answer', async () => {
    const op = told('question', { refuses: { client: true } });
    const world = allowedWorld(op);
    const status = await lookAt(op, world, faulty(world, '/logout?', unseen));
    expect(status.failure).toEqual({
      code: 'server-unreachable',
      details: [ORIGIN, 'end-session question'],
    });
  });

  it('is said to have something before it where the question leads elsewhere', async () => {
    const op = told('question', { refuses: { client: true } });
    const world = allowedWorld(op);
    const portal: Answers = async () => ({ status: 302, location: 'https://portal.test/', body: '' });
    const status = await lookAt(op, world, faulty(world, '/logout?', portal));
    expect(status.failure).toEqual({ code: 'page-instead', details: ['end-session question', 'HTTP 3xx'] });
  });

  it('leaves open who is in where a page comes that is no question, and refuses nobody by that', async () => {
    const op = told('question', { refuses: { client: true } });
    const world = allowedWorld(op);
    const status = await lookAt(
      op,
      world,
      faulty(world, '/logout?', async () => PAGE),
    );
    expect(status.failure?.code).toBe('somebody-unnamed');
  });
});

describe('an end of the session that fails once', () => {
  it.each([401, 403, 404])('with a %i accuses no address, the host allowed', async (status) => {
    const op = told('auto');
    const world = allowedWorld(op);
    const gateway: Answers = async () => ({ status, location: null, body: '<html>' });
    const row = await rowAfter(world, faulty(world, 'id_token_hint', gateway, 1));
    expect([row?.verdict.is, op.alive.size]).toEqual(['signed-out', 0]);
    expect(row?.verdict).not.toHaveProperty('failure');
  });

  it('ends the session of its hint beside another one that has come meanwhile', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const gateway: Answers = async () => {
      signIn(op, 's2');
      return { status: 403, location: null, body: '<html>' };
    };
    const row = await rowAfter(world, faulty(world, 'id_token_hint', gateway, 1));
    expect([row?.verdict.is, op.alive.size]).toEqual(['signed-out', 0]);
  });

  it('accuses no address as installed', async () => {
    const op = told('auto');
    const world = createWorld(op);
    const row = await rowAfter(world, faulty(world, 'id_token_hint', unseen, 1));
    expect([row?.verdict.is, op.alive.size]).toEqual(['signed-out', 0]);
    expect(row?.verdict).not.toHaveProperty('failure');
  });
});

describe('a proof that nobody can give as installed', () => {
  it('wants access, and accuses no client, where the OP shows its question to everybody and the last request fails', async () => {
    const op = told('auto', { asksNobodyToo: true });
    const world = createWorld(op);
    const ports = createPorts(world);
    const { ask } = ports.webAuth;
    ports.webAuth.ask = async (request) =>
      op.alive.size === 0 && request.url.includes('/auth?')
        ? { ok: false, failure: 'not-loaded' }
        : ask(request);
    const row = await rowAfter(world, ports);
    expect([row?.verdict.is, op.alive.size]).toEqual(['not-proven', 0]);
    expect(row?.verdict.failure?.code).toBe('access-missing');
  });
});
