import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '../../../lib/browser/message-bus.ts';

type Listener = (message: unknown, sender: unknown, reply: (answer: unknown) => void) => true | undefined;
const listeners: Listener[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    runtime: {
      id: 'own',
      getURL: (path: string) => `chrome-extension://own${path}`,
      onMessage: { addListener: (listener: Listener) => listeners.push(listener) },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { listenForMessages } = await import('../../../lib/browser/message-bus.ts');
const popup = { id: 'own', url: 'chrome-extension://own/popup.html', frameId: 0 };
const signedOut = {
  id: 'own',
  url: 'chrome-extension://own/signed-out.html?state=x',
  frameId: 0,
  tab: { id: 7 },
};
const options = { id: 'own', url: 'chrome-extension://own/options.html#x', tab: { id: 8 } };

describe('the message bus', () => {
  const handled: unknown[] = [];
  beforeEach(() => {
    listeners.length = 0;
    handled.length = 0;
    const handlers = new Proxy({} as Handlers, {
      get: (_, kind) => async (payload: unknown, from: unknown) => {
        handled.push([kind, payload, from]);
        return null;
      },
    });
    listenForMessages(handlers);
  });
  const receive = (message: unknown, sender: unknown, reply: (answer: unknown) => void = () => undefined) =>
    listeners[0]?.(message, sender, reply);
  const ask = (message: unknown, sender: unknown) =>
    new Promise((resolve) => expect(receive(message, sender, resolve)).toBe(true));

  it('hands a page’s message to its handler, with the tab that the browser stamped', async () => {
    expect(await ask({ kind: 'arrived', payload: { search: '?state=x' } }, signedOut)).toEqual({
      ok: true,
      value: null,
    });
    expect(handled).toEqual([['arrived', { search: '?state=x' }, { tabId: 7, by: 'signed-out-page' }]]);
  });

  it.each([
    ['another extension', { kind: 'check', payload: {} }, { ...popup, id: 'other' }],
    ['a web page', { kind: 'check', payload: {} }, { ...popup, url: 'https://evil.test/popup.html' }],
    [
      'a content script',
      { kind: 'check', payload: {} },
      { id: 'own', url: 'https://evil.test/', frameId: 0, tab: { id: 1 } },
    ],
    ['a frame', { kind: 'arrived', payload: { search: '' } }, { ...signedOut, frameId: 3 }],
    [
      'a page that only looks like ours',
      { kind: 'check', payload: {} },
      { ...popup, url: 'chrome-extension://own/popup.html.evil' },
    ],
    ['the web-accessible page, for settings', { kind: 'set-show', payload: { show: 'tab' } }, signedOut],
    [
      'the web-accessible page, for one app alone',
      { kind: 'sign-out-app', payload: { realmId: 'support', key: 'wiki', discards: false } },
      signedOut,
    ],
    ['the options page, for the tab in front', { kind: 'add-realm-of-tab', payload: {} }, options],
    ['the popup, for settings', { kind: 'add-realm', payload: { address: 'x' } }, popup],
    [
      'the options page, for other devices',
      { kind: 'set-other-devices', payload: { realmId: 'support', on: true } },
      options,
    ],
    ['the options page, for a look at who is in', { kind: 'check', payload: {} }, options],
    ['a sender without an address', { kind: 'check', payload: {} }, { id: 'own' }],
  ])('refuses %s', (_, message, sender) => {
    expect(receive(message, sender)).toBeUndefined();
    expect(handled).toEqual([]);
  });

  it.each([
    null,
    'check',
    {},
    { kind: 'nope', payload: {} },
    { kind: 'check' },
    { kind: 'check', payload: { extra: 1 } },
  ])('refuses what is no message (%j)', (message) => {
    expect(receive(message, popup)).toBeUndefined();
    expect(handled).toEqual([]);
  });
});
