import { createHandlers } from '../../lib/browser/handlers.ts';
import { createHop } from '../../lib/browser/hop.ts';
import { type Handlers, listenForMessages } from '../../lib/browser/message-bus.ts';
import type { SettingsStore } from '../../lib/flows/kernel/ports.ts';
import { NO_POLICY } from '../../lib/settings/policy.ts';
import { EMPTY_SETTINGS } from '../../lib/settings/schema.ts';
import { fakeOp } from '../unit/fake-op.ts';
import { createPorts, createWorld, settle } from '../unit/world.ts';
import { type Attack, defence, inBrowser, isTaken } from './attack.ts';

const BUS = 'lib/browser/message-bus.ts';
const OWN = 'chrome-extension://own';

type Listener = (message: unknown, sender: object, reply: (answer: unknown) => void) => unknown;

/** Has the worker listen, and sends it a message as the browser would: whether anything was done about it. */
async function isHeard(message: unknown, sender: object): Promise<boolean> {
  const listeners: Listener[] = [];
  const runtime = {
    id: 'own',
    getURL: (path: string) => OWN + path,
    onMessage: { addListener: (listener: Listener) => listeners.push(listener) },
  };
  inBrowser({ runtime });
  let isDone = false;
  const heard = async () => {
    isDone = true;
    return null;
  };
  listenForMessages(new Proxy({} as Handlers, { get: () => heard }));
  for (const listener of listeners) listener(message, sender, () => undefined);
  return isDone;
}

const CHECK = { kind: 'check', payload: {} };
const POPUP = { id: 'own', url: `${OWN}/popup.html`, frameId: 0 };
const SIGNED_OUT = { id: 'own', url: `${OWN}/signed-out.html?state=x`, frameId: 0, tab: { id: 7 } };

/** Web pages and other extensions that open, frame or message our pages, or guess what these ask for. */
export const attacks: Attack[] = [
  {
    id: 'message-of-another-extension',
    what: 'Another extension sends the worker a message of the popup’s',
    defence: defence(BUS, 'sender.id !== browser.runtime.id || '),
    succeeds: () => isHeard(CHECK, { ...POPUP, id: 'other' }),
  },
  {
    id: 'message-of-a-web-page',
    what: 'A web page, or a script in one, sends the worker a message of the popup’s',
    defence: defence(
      BUS,
      'url.href.split(/[?#]/)[0] === browser.runtime.getURL(page)',
      'url.pathname === page',
    ),
    succeeds: () => isHeard(CHECK, { ...POPUP, url: 'https://evil.test/popup.html' }),
  },
  {
    id: 'message-of-a-name-alike',
    what: 'A page whose address begins as the popup’s sends its message',
    defence: defence(
      BUS,
      'url.href.split(/[?#]/)[0] === browser.runtime.getURL(page)',
      'url.href.startsWith(browser.runtime.getURL(page))',
    ),
    succeeds: () => isHeard(CHECK, { ...POPUP, url: `${OWN}/popup.html.evil` }),
  },
  {
    id: 'message-of-a-frame',
    what: 'A web page frames the one page of ours that it can reach, and has it act',
    defence: defence(BUS, ' || (sender.frameId ?? 0) !== 0'),
    succeeds: () =>
      isHeard({ kind: 'arrived', payload: { search: '?state=x' } }, { ...SIGNED_OUT, frameId: 3 }),
  },
  {
    id: 'message-beyond-a-page',
    what: 'The page that any web page can open asks for what only the popup may',
    defence: defence(
      BUS,
      'isOwnPage(sender, RULES[kind].pages)',
      'isOwnPage(sender, [...RULES[kind].pages, SIGNED_OUT_PAGE])',
    ),
    succeeds: () => isHeard({ kind: 'sign-in', payload: { realmId: 'x' } }, SIGNED_OUT),
  },
  {
    id: 'message-for-a-form',
    what: 'The page that any web page can open asks for a stored form, with the hint in it',
    defence: defence(
      BUS,
      "'take-form': { pages: [POST_PAGE]",
      "'take-form': { pages: [POST_PAGE, SIGNED_OUT_PAGE]",
    ),
    succeeds: () => isHeard({ kind: 'take-form', payload: { key: 'x' } }, SIGNED_OUT),
  },
  {
    id: 'message-of-every-object',
    what: 'A message is of a kind that every object has, such as `constructor`',
    defence: defence(
      BUS,
      'v.picklist(Object.keys(RULES) as MessageKind[])',
      'v.custom<MessageKind>((kind) => String(kind) in RULES)',
    ),
    succeeds: async () => {
      // What is done then is no handler’s; an error of the engine’s own is as bad.
      try {
        return await isHeard({ kind: 'constructor', payload: {} }, POPUP);
      } catch {
        return true;
      }
    },
  },
  {
    id: 'message-with-more',
    what: 'A message of a right page carries more than its kind may, to be kept or passed on',
    defence: defence(BUS, ' && v.is(RULES[kind].payload, payload)'),
    succeeds: () => isHeard({ kind: 'check', payload: { settings: { realms: [] } } }, POPUP),
  },
  {
    id: 'app-of-no-origin',
    what: 'An app is listed by an address that is none, so that what it stands for is cleared',
    defence: defence(
      BUS,
      'const origin = v.pipe(v.string(), v.check(isAppOrigin));',
      'const origin = v.string();',
    ),
    succeeds: () =>
      isHeard(
        {
          kind: 'sign-out-apps',
          payload: { apps: [{ realmId: 'a', origin: 'javascript:alert(1)', label: 'x' }] },
        },
        SIGNED_OUT,
      ),
  },
  {
    id: 'offscreen-message',
    what: 'A page, of another extension or our own, has the hidden document read what it likes',
    defence: defence(
      'entrypoints/offscreen/main.ts',
      "if (fromWorker && typeof html === 'string')",
      "if (typeof html === 'string')",
    ),
    succeeds: async () => {
      const listeners: Listener[] = [];
      inBrowser({
        runtime: { id: 'own', onMessage: { addListener: (listener: Listener) => listeners.push(listener) } },
      });
      class DOMParser {
        parseFromString = () => ({ querySelectorAll: () => [] });
      }
      Object.assign(globalThis, { DOMParser });
      await import('../../entrypoints/offscreen/main.ts');
      let isRead = false;
      const reply = () => {
        isRead = true;
      };
      for (const listener of listeners)
        listener({ offscreen: '<p>' }, { id: 'other', url: 'https://evil.test/' }, reply);
      for (const listener of listeners) listener({ offscreen: '<p>' }, { ...POPUP, tab: {} }, reply);
      return isRead;
    },
  },
  {
    id: 'redirect-of-another-page',
    what: 'A web page asks the same address at the same time, and is led elsewhere: that is taken for where we were led',
    defence: defence('lib/browser/hop.ts', ' && isOwnRequest(details as Details)'),
    succeeds: async () => {
      const listeners: ((details: object) => void)[] = [];
      const onHeadersReceived = {
        addListener: (listener: (details: object) => void) => listeners.push(listener),
        removeListener: () => undefined,
      };
      inBrowser({ runtime: { getURL: () => `${OWN}/` }, webRequest: { onHeadersReceived } });
      const url = 'https://op.test/logout';
      const show = (initiator: string, value: string) => {
        const responseHeaders = [{ name: 'Location', value }];
        for (const listener of listeners) listener({ url, statusCode: 302, initiator, responseHeaders });
      };
      const { fetch } = globalThis;
      globalThis.fetch = async () => {
        show('https://evil.test', 'https://evil.test/led');
        show(OWN, 'https://op.test/own');
        return { type: 'opaqueredirect' } as Response;
      };
      try {
        return (await createHop()(url, {})).location === 'https://evil.test/led';
      } finally {
        globalThis.fetch = fetch;
      }
    },
  },
  {
    id: 'tab-led-to-another-realm',
    what: 'A page offers an honest realm, and leads its tab to a hostile one while the browser asks the person',
    defence: defence('lib/browser/handlers.ts', ' || issuer !== offered'),
    succeeds: async () => {
      const op = fakeOp('hostile', null);
      const world = createWorld(op);
      const ports = createPorts(world);
      ports.tabs.activeAddress = async () => `${op.realm.issuer}/account/`;
      const settings = {
        readPolicy: async () => NO_POLICY,
        change: async (change: (before: typeof EMPTY_SETTINGS) => unknown) => change(EMPTY_SETTINGS),
      } as unknown as SettingsStore;
      const handlers = createHandlers(ports, settings, Promise.resolve());
      const issuer = 'https://op.test/realms/honest';
      return isTaken(() => settle(world, handlers['add-realm-of-tab']({ issuer }, {})));
    },
  },
];
