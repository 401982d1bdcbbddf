import { createHop } from '../../lib/browser/hop.ts';
import { fetchText } from '../../lib/flows/kernel/http.ts';
import { lookAtAll } from '../../lib/flows/look/look.ts';
import { landByHops } from '../../lib/flows/op/landing.ts';
import { diagnoseRealm } from '../../lib/flows/set-up/diagnose.ts';
import { finishApp } from '../../lib/flows/sign-out/clear.ts';
import { readDiscovery } from '../../lib/protocol/discovery.ts';
import { APP_DEFAULTS } from '../../lib/settings/schema.ts';
import { discoveryOf, fakeOp } from '../unit/fake-op.ts';
import { asPage, createPorts, createWorld, settle, type World } from '../unit/world.ts';
import { type Attack, defence, inBrowser, isTaken } from './attack.ts';

const DISCOVERY = 'lib/protocol/discovery.ts';
const ISSUER = 'https://op.test/realms/support';
const MEGABYTE = 1_000_000;

/** An answer that goes on for ten megabytes and does not say so. */
function endless(): Response {
  let pieces = 0;
  const pull = (controller: ReadableStreamDefaultController): void => {
    pieces += 1;
    if (pieces > 100) controller.close();
    else controller.enqueue(new Uint8Array(MEGABYTE / 10).fill(0x78));
  };
  return new Response(new ReadableStream({ pull }));
}

/** Asks a host by a chain of redirects: how many of them were followed. */
async function hopsOf(location: (count: number) => string): Promise<number> {
  const world = createWorld();
  let count = 0;
  const hop = async () => {
    count += 1;
    return { status: 302, location: count < 500 ? location(count) : null, body: '' };
  };
  const request = { url: `${ISSUER}/x`, limitMs: 1_000, step: 'x', issuer: ISSUER };
  await settle(world, landByHops(request, { ...createPorts(world), hop }));
  return count;
}

/** Whether something is still under way after an hour. */
async function isHeldUp(world: World, work: Promise<unknown>): Promise<boolean> {
  const hour = new Promise<'held up'>((resolve) =>
    world.timers.add({ at: world.now + 3_600_000, done: () => resolve('held up') }),
  );
  return (
    (await settle(
      world,
      Promise.race([
        work.then(
          () => 'over',
          () => 'over',
        ),
        hour,
      ]),
    )) === 'held up'
  );
}

/** Asks our own way of asking what an answer of the network is. */
async function byHop(answer: (init: RequestInit) => Response) {
  const onHeadersReceived = { addListener: () => undefined, removeListener: () => undefined };
  inBrowser({ runtime: { getURL: () => 'chrome-extension://own/' }, webRequest: { onHeadersReceived } });
  const { fetch } = globalThis;
  globalThis.fetch = async (_, init = {}) => answer(init);
  try {
    return await createHop()(`${ISSUER}/x`, { credentials: 'include' });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  } finally {
    globalThis.fetch = fetch;
  }
}

/** Discovery that leads elsewhere, redirects without an end, answers without one, and servers that stop in the middle. */
export const attacks: Attack[] = [
  {
    id: 'discovery-of-another-realm',
    what: 'Discovery names another issuer than the one that was asked',
    defence: [
      ...defence(
        DISCOVERY,
        "if (!isSameIssuer(issuer, iss)) throw new StepError('issuer-mismatch', [issuer, plainIssuer(iss)]);",
      ),
    ],
    succeeds: () => isTaken(() => readDiscovery(ISSUER, discoveryOf('https://op.test/realms/other'))),
  },
  {
    id: 'discovery-elsewhere',
    what: 'Discovery has the end of a session asked of a bank, with the person’s cookies there',
    defence: defence(DISCOVERY, 'originOf(address) !== origin', '!address.length'),
    succeeds: () =>
      isTaken(() =>
        readDiscovery(ISSUER, {
          ...discoveryOf(ISSUER),
          end_session_endpoint: 'https://bank.test/transfer?to=x',
        }),
      ),
  },
  {
    id: 'discovery-elsewhere-by-a-test',
    what: 'A test of a realm asks what discovery names, which a look would have refused',
    defence: defence(
      'lib/flows/set-up/diagnose.ts',
      'return readDiscovery(issuer, parseJson(body)) as Endpoints;',
      'return { ...(parseJson(body) as Endpoints), issuer, iss: issuer };',
    ),
    succeeds: async () => {
      const op = fakeOp('support');
      const world = createWorld(op);
      const ports = createPorts(world);
      const asked: string[] = [];
      const document = { ...discoveryOf(op.realm.issuer), token_endpoint: 'http://127.0.0.1:9200/' };
      ports.fetch = async (url) => {
        asked.push(url);
        return url.endsWith('configuration') ? Response.json(document) : new Response(null, { status: 404 });
      };
      await settle(world, diagnoseRealm(op.realm, asPage(ports, op.realm)));
      return asked.some((url) => url.startsWith('http://127.0.0.1'));
    },
  },
  {
    id: 'redirects-in-a-loop',
    what: 'A realm leads from one of its own addresses to the next, for ever',
    defence: defence('lib/flows/op/landing.ts', 'count <= OWN_HOPS', 'count <= 1_000'),
    succeeds: async () => (await hopsOf((count) => `${ISSUER}/${count}`)) > 10,
  },
  {
    id: 'redirect-to-another-host',
    what: 'A realm leads to another host, to have it asked with the person’s cookies there',
    defence: defence(
      'lib/flows/op/landing.ts',
      'return beginnings.some((beginning) => to.startsWith(beginning));',
      'return beginnings.length > 0;',
    ),
    succeeds: async () => (await hopsOf(() => 'https://bank.test/transfer?to=x')) > 1,
  },
  {
    id: 'redirect-to-an-account-page',
    what: 'A realm leads to its account page, which signs the person in again',
    defence: defence(
      'lib/flows/op/landing.ts',
      "if (/\\/realms\\/[^/]+\\/account(\\/|$)/.test(URL.parse(to)?.pathname ?? '')) return false;",
    ),
    succeeds: async () => (await hopsOf(() => `${ISSUER}/account/`)) > 1,
  },
  {
    id: 'account-page-run-by-a-document',
    what: 'A realm whose host is not allowed leads a document that asks by the built-in client to its account page, which signs in again',
    defence: defence(
      'lib/flows/op/question.ts',
      "  if (op.clients[0].kind === 'built-in') return { who: 'unanswered', cause: hostMissing(op) };\n",
    ),
    succeeds: async () => {
      const op = fakeOp('support');
      op.realm.client = 'built-in';
      const world = createWorld(op);
      const ports = createPorts(world);
      let isRun = false;
      ports.webAuth.ask = async ({ url }) => {
        isRun ||= url.includes(encodeURIComponent('/account/full-signout'));
        return { ok: false, failure: 'needs-person' };
      };
      await settle(world, lookAtAll([op.realm], ports));
      return isRun;
    },
  },
  {
    id: 'redirect-followed-by-the-browser',
    what: 'A request with cookies is led on by the browser itself, past all that we would ask',
    defence: defence('lib/browser/hop.ts', "...init, redirect: 'manual' }", '...init }'),
    succeeds: async () => {
      const answer = await byHop(({ redirect }) =>
        redirect === 'manual' ? ({ type: 'opaqueredirect' } as Response) : new Response('of another host'),
      );
      return answer?.body === 'of another host';
    },
  },
  {
    id: 'answer-without-end',
    what: 'A server answers discovery with ten megabytes, and does not say how many',
    defence: defence(
      'lib/flows/kernel/http.ts',
      'await readText(response).catch(',
      'await response.text().catch(',
    ),
    succeeds: async () => {
      const world = createWorld();
      const limit = { limitMs: 10_000, step: 'x' };
      const ports = { ...createPorts(world), fetch: async () => endless() };
      const { body } = await settle(world, fetchText(ISSUER, {}, limit, ports));
      return body.length > MEGABYTE;
    },
  },
  {
    id: 'page-without-end',
    what: 'A realm’s page, or an app’s, has ten megabytes',
    defence: defence('lib/browser/hop.ts', 'return readText(response).then(', 'return response.text().then('),
    succeeds: async () => ((await byHop(endless))?.body.length ?? 0) > MEGABYTE,
  },
  {
    id: 'token-answer-that-stops',
    what: 'A token endpoint begins to answer and stops, so that the row works for ever',
    defence: defence(
      'lib/flows/op/exchange.ts',
      "withLimit(ports.clock, LIMITS.request, 'token', answer.exchange())",
      'answer.exchange()',
    ),
    succeeds: async () => {
      const op = fakeOp('support');
      const world = createWorld(op);
      const ports = createPorts(world);
      const { request } = ports.oidc;
      ports.oidc.request = async (...asked) => ({
        ...(await request(...asked)),
        exchange: () => new Promise(() => undefined),
      });
      return isHeldUp(world, lookAtAll([op.realm], ports));
    },
  },
  {
    id: 'answer-that-never-comes',
    what: 'A realm never answers, so that its row works for ever',
    defence: defence(
      'lib/flows/kernel/limits.ts',
      'return await withLimit(clock, limitMs, step, work(controller.signal));',
      'return await work(controller.signal);',
    ),
    succeeds: async () => {
      const op = fakeOp('support');
      const world = createWorld(op);
      const ports = createPorts(world);
      ports.fetch = () => new Promise(() => undefined);
      return isHeldUp(world, lookAtAll([op.realm], ports));
    },
  },
  {
    id: 'app-page-that-stays',
    what: 'An app’s page never goes, so that what was asked of it is never over',
    defence: defence(
      'lib/flows/sign-out/clear.ts',
      "await withLimit(ports.clock, LIMITS.clear, 'clear', work);",
      'await work;',
    ),
    succeeds: async () => {
      const app = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };
      const world = createWorld();
      world.apps.set(app.origin, {
        allowed: true,
        data: true,
        tabs: new Map([[1, { unsaved: true, loads: 0 }]]),
      });
      const ports = createPorts(world);
      ports.siteData.leave = () => new Promise(() => undefined);
      return isHeldUp(world, finishApp(app, 'reload', [], ports));
    },
  },
];
