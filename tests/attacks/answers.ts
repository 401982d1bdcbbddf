import { takeForm } from '../../lib/flows/kernel/pending.ts';
import type { Ports } from '../../lib/flows/kernel/ports.ts';
import { lookAtAll } from '../../lib/flows/look/look.ts';
import { arrive } from '../../lib/flows/sign-out/arrive.ts';
import { checkAuthorizationResponse } from '../../lib/protocol/authorization-response.ts';
import { type FakeOp, fakeOp } from '../unit/fake-op.ts';
import { lastRun, rowAfter } from '../unit/flows/sign-out/kit.ts';
import { createPorts, createWorld, settle, type World } from '../unit/world.ts';
import { type Attack, defence, isTaken } from './attack.ts';

const RESPONSE = 'lib/protocol/authorization-response.ts';
const PENDING = 'lib/flows/kernel/pending.ts';
const ARRIVE = 'lib/flows/sign-out/arrive.ts';
const ISSUER = 'https://op.test/realms/support';
const EXPECTED = { state: 's', issuer: ISSUER, issPromised: true };

/** An answer of an OP to a request for a code; what it says may stand in it twice. */
function answer(...says: [name: string, value: string][]): string {
  return `https://id.redirect.test/signed-in?${new URLSearchParams(says)}`;
}

function isAnswerTaken(...says: [string, string][]): Promise<boolean> {
  return isTaken(() => checkAuthorizationResponse(answer(...says), EXPECTED));
}

/** A world in which the code of somebody else comes back in an answer, by whichever way the browser has asked. */
async function isCodeInjected(forge: (address: string) => string): Promise<boolean> {
  const op = fakeOp('support', null);
  const world = createWorld(op);
  const ports = createPorts(world);
  const { ask } = ports.webAuth;
  ports.webAuth.ask = async (request) => {
    const given = await ask(request);
    return given.ok && request.url.includes('/auth?') ? { ok: true, address: forge(given.address) } : given;
  };
  // The look asks for a code only where the question leaves it open who is in.
  op.asksNobodyToo = true;
  await settle(world, lookAtAll([op.realm], ports));
  return op.takenCodes.includes('evil');
}

/** A tab that was led to the page on which a sign-out ends, which anybody may do: whether a sign-out is shown there. */
async function isArrivalTaken(search: string, tabId = 1, createdAt?: number): Promise<boolean> {
  const world = createWorld(fakeOp('support'));
  const pending = { realmId: 'support', runId: 'r1', createdAt: createdAt ?? world.now, takenBy: 1 };
  world.records.set('pending:known', pending);
  return (await settle(world, arrive(search, tabId, createPorts(world)))) !== null;
}

/** A tab that was led to that page, while another one, in which a form was sent on, waits: whether a sign-out is shown there. */
async function isTabTaken(tabId: number, laterMs = 0): Promise<boolean> {
  const world = createWorld(fakeOp('support'));
  const form = { action: 'https://op.test/', method: 'get', fields: {}, createdAt: world.now, takenBy: 1 };
  world.records.set('form:known', { ...form, backTo: 'r1' });
  world.now += laterMs;
  return (await settle(world, arrive('', tabId, createPorts(world)))) !== null;
}

/** Ends a session at an OP that leads back with what an attacker has put into the address: whether it is taken for the OP's word. */
async function isWordTaken(forge: (address: string) => string): Promise<boolean> {
  const world = createWorld(fakeOp('support'));
  world.hostsAllowed = true;
  const ports = createPorts(world);
  const { hop } = ports;
  ports.hop = async (url, init) => {
    const given = await hop(url, init);
    const isEnd = url.includes('id_token_hint') && given.location !== null;
    return isEnd ? { ...given, location: forge(given.location ?? '') } : given;
  };
  await rowAfter(world, ports);
  return JSON.stringify([...world.records]).includes('"way":"fetch","key":"s1","landing":"leads"');
}

type MixUp = { world: World; hostile: FakeOp; ports: Ports };

/** A hostile OP that sends who asks it for a code on to an honest one, in the person's own session there. */
function mixUp(names: FakeOp['names'], honestNames: FakeOp['names'], hostsAllowed: boolean): MixUp {
  const honest = Object.assign(fakeOp('honest'), { names: honestNames });
  // It says that it is no Keycloak, so that it is asked by name at once.
  const hostile = Object.assign(fakeOp('hostile', null), { sendsTo: honest, names, isOther: true });
  const world = createWorld(honest, hostile);
  world.hostsAllowed = hostsAllowed;
  return { world, hostile, ports: createPorts(world) };
}

/** Whether a hostile OP comes by a code of an honest one. */
async function isMixedUp({ world, hostile, ports }: MixUp): Promise<boolean> {
  await settle(world, lookAtAll([hostile.realm], ports));
  return hostile.takenCodes.length > 0;
}

/** States, codes, and whose answer it is. */
export const attacks: Attack[] = [
  {
    id: 'state-forged',
    what: 'A code of the attacker comes back in an answer whose state nobody has sent',
    defence: defence(
      RESPONSE,
      "if (answer.get('state') !== expected.state) throw new StepError('state-mismatch');",
    ),
    succeeds: () => isCodeInjected(() => answer(['code', 'evil'], ['state', 'forged'], ['iss', ISSUER])),
  },
  {
    id: 'state-missing',
    what: 'A code of the attacker comes back in an answer without any state',
    defence: defence(
      RESPONSE,
      "answer.get('state') !== expected.state",
      "(answer.get('state') ?? expected.state) !== expected.state",
    ),
    succeeds: () => isCodeInjected(() => answer(['code', 'evil'], ['iss', ISSUER])),
  },
  {
    id: 'state-replayed',
    what: 'The answer to an earlier request comes back once more, to a later one',
    defence: defence(
      RESPONSE,
      "answer.get('state') !== expected.state",
      "!answer.get('state')?.startsWith('state-')",
    ),
    succeeds: () =>
      isCodeInjected(() => answer(['code', 'evil'], ['state', 'state-0-earlier'], ['iss', ISSUER])),
  },
  {
    id: 'state-doubled',
    what: 'An answer has the right state first and another behind it, for whoever reads the last',
    defence: defence(
      RESPONSE,
      "if (isDoubled(sent.searchParams)) throw new StepError('state-mismatch', ['a parameter stands twice']);",
    ),
    succeeds: () => isAnswerTaken(['state', 's'], ['state', 'other'], ['iss', ISSUER], ['code', 'c']),
  },
  {
    id: 'code-injected-by-doubling',
    what: 'An answer has the code of the attacker beside the OP’s',
    defence: defence(
      RESPONSE,
      "if (isDoubled(sent.searchParams)) throw new StepError('state-mismatch', ['a parameter stands twice']);",
    ),
    succeeds: () =>
      isCodeInjected((address) =>
        address.replace('?', '?code=evil&').replace('error=login_required', 'code=own'),
      ),
  },
  {
    id: 'end-state-forged',
    what: 'A web page opens the page on which a sign-out ends with a state that it has made up',
    defence: defence(
      ARRIVE,
      'takePending(ports.session, ports.clock, state, tabId)',
      "takePending(ports.session, ports.clock, (await ports.session.keys('pending:'))[0]?.slice(8) ?? '', tabId)",
    ),
    succeeds: () => isArrivalTaken('?state=guessed'),
  },
  {
    id: 'end-state-doubled',
    what: 'A tab arrives with two states, one of which is waited for',
    defence: defence(ARRIVE, 'if (isDoubled(answer)) return null;'),
    succeeds: () => isArrivalTaken('?state=known&state=other'),
  },
  {
    id: 'end-state-replayed',
    what: 'An address from the history is opened in another tab to show, and end, what the first one waits for',
    defence: defence(
      PENDING,
      'if (waiting.takenBy !== undefined) return waiting.takenBy === tabId ? waiting : null;',
    ),
    succeeds: () => isArrivalTaken('?state=known', 2),
  },
  {
    id: 'end-state-stale',
    what: 'An address from the history is opened long after its sign-out',
    defence: defence(PENDING, ' || !isFresh(waiting, clock)'),
    succeeds: () => isArrivalTaken('?state=known', 1, 1_800_000_000_000 - 600_001),
  },
  {
    id: 'end-in-another-tab',
    what: 'A web page opens the page on which a sign-out ends while a tab of ours waits for a person, to be taken for it',
    defence: defence(PENDING, 'form.takenBy === tabId && '),
    succeeds: () => isTabTaken(2),
  },
  {
    id: 'end-in-a-tab-long-after',
    what: 'A page that the person has gone on to, in the tab of a question, leads to that page long after',
    defence: defence(PENDING, ' && isFresh(form, clock)'),
    succeeds: () => isTabTaken(1, 600_001),
  },
  {
    id: 'end-state-cross-realm',
    what: 'A realm leads back with a state that belongs to the sign-out of another one',
    defence: defence(
      'lib/flows/op/landing.ts',
      'new URL(landing.to).href === backAddress(uri, state)',
      'landing.to.startsWith(uri)',
    ),
    succeeds: () => isWordTaken((address) => address.replace(/state=.*/, 'state=of-another-realm')),
  },
  {
    id: 'end-state-with-more',
    what: 'An answer leads back with the right state and an error behind it',
    defence: defence(
      'lib/flows/op/landing.ts',
      'new URL(landing.to).href === backAddress(uri, state)',
      'landing.to.startsWith(backAddress(uri, state))',
    ),
    succeeds: () => isWordTaken((address) => `${address}&error=access_denied`),
  },
  {
    id: 'nobody-forged',
    what: 'The question who is in is answered by our own address without its state, as from a cache',
    defence: defence(
      'lib/flows/op/landing.ts',
      'new URL(landing.to).href === backAddress(uri, state)',
      'landing.to.startsWith(uri)',
    ),
    succeeds: async () => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.hostsAllowed = true;
      const ports = createPorts(world);
      const { hop } = ports;
      ports.hop = async (url, init) => {
        if (!url.includes('/logout?')) return hop(url, init);
        const back = new URL(url).searchParams.get('post_logout_redirect_uri');
        return { status: 302, location: `${back}?state=cached`, body: '' };
      };
      await rowAfter(world, ports);
      return lastRun(world)?.rows[0]?.verdict.is === 'nothing' && op.alive.size > 0;
    },
  },
  {
    id: 'form-stolen-by-guess',
    what: 'Another tab opens the page that sends a form on, to have the hint in it',
    defence: defence(
      PENDING,
      'if (waiting.takenBy !== undefined) return waiting.takenBy === tabId ? waiting : null;',
    ),
    succeeds: async () => {
      const world = createWorld();
      const form = {
        action: 'https://op.test/',
        method: 'post',
        fields: { id_token_hint: 'x' },
        createdAt: world.now,
        takenBy: 1,
      };
      world.records.set('form:key', form);
      const { session, clock } = createPorts(world);
      return (await takeForm(session, clock, 'key', 2)) !== null;
    },
  },
  {
    id: 'mix-up-without-iss',
    what: 'A hostile OP leads to an honest one that does not name itself, whose code is then taken to the hostile one',
    defence: defence(
      'lib/flows/op/authorize.ts',
      '(isOwn ? request.exchange(response.address) : refuseUnnamed(op, ports))',
      '(isOwn ? request.exchange(response.address) : request.exchange(response.address))',
    ),
    succeeds: () => isMixedUp(mixUp('no', 'no', false)),
  },
  {
    id: 'mix-up-with-iss',
    what: 'The same with an honest OP that names itself by a parameter',
    defence: defence(RESPONSE, '(iss !== null && iss !== expected.issuer)', 'false'),
    succeeds: () => isMixedUp(mixUp('iss', 'iss', false)),
  },
  {
    id: 'mix-up-in-jwt',
    what: 'The same with an honest OP that names itself in a JWT, which the hostile one asks for as well',
    defence: defence(RESPONSE, '(iss !== null && iss !== expected.issuer)', 'false'),
    succeeds: () => {
      const mixed = mixUp('jwt', 'jwt', false);
      const { request } = mixed.ports.oidc;
      // As the hostile one may leave the response mode where it stands.
      mixed.ports.oidc.request = async (...asked) => {
        const made = await request(...asked);
        return { ...made, url: made.url.replace('/hostile/', '/honest/') };
      };
      return isMixedUp(mixed);
    },
  },
  {
    id: 'mix-up-by-hops',
    what: 'A hostile OP whose host was allowed has its redirect to an honest one followed, and counts as the one that has answered',
    defence: defence(
      'lib/flows/op/landing.ts',
      'return beginnings.some((beginning) => to.startsWith(beginning));',
      "return beginnings.length > 0 && to.includes('/realms/');",
    ),
    succeeds: () => isMixedUp(mixUp('no', 'no', true)),
  },
  {
    id: 'iss-left-out',
    what: 'An answer leaves out the name that its OP has promised to give',
    defence: defence(RESPONSE, 'iss === null && expected.issPromised', 'false'),
    succeeds: () => isAnswerTaken(['state', 's'], ['code', 'c']),
  },
  {
    id: 'nobody-of-another-issuer',
    what: 'Another issuer says that nobody is signed in',
    defence: defence(RESPONSE, '(iss !== null && iss !== expected.issuer)', 'false'),
    succeeds: () => isAnswerTaken(['state', 's'], ['iss', 'https://evil.test'], ['error', 'login_required']),
  },
  {
    id: 'provider-answer-doubled',
    what: 'An identity provider says in one answer that somebody is in, and that nobody is',
    defence: defence('lib/flows/sign-out/providers.ts', '!answer || isDoubled(answer)', '!answer'),
    succeeds: async () => {
      const op = Object.assign(fakeOp('support'), { provider: 'https://up.test/auth?redirect_uri=x' });
      op.account = {
        'sessions/devices': [],
        'linked-accounts': [{ connected: true, providerAlias: 'up' }],
      };
      const world = createWorld(op);
      world.hostsAllowed = true;
      const location = 'https://op.test/back?error=login_required&error=none';
      world.providers.set('https://up.test', (url) =>
        url.includes('prompt=none')
          ? { status: 302, location, body: '' }
          : { status: 200, location: null, body: '' },
      );
      return (await rowAfter(world))?.verdict.providers[0]?.is === 'out';
    },
  },
];
