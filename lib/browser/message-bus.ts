import * as v from 'valibot';
import type { Answer, MessageKind, Messages } from '../model/messages.ts';
import { failureOf, SignOutError } from '../model/sign-out-error.ts';
import { isAppOrigin } from '../settings/app-origin.ts';
import { appSchema, realmSchema, settingsSchema } from '../settings/schema.ts';
import { SIGNED_OUT_PAGE } from './addresses.ts';
import { browser } from './api.ts';

/** The sender's fields that the browser stamps; what a message says of itself proves nothing. */
export type Sender = {
  id?: string | undefined;
  url?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined } | undefined;
};

/** One function per message. `tabId` is the tab of the sending page, where it is in one. */
export type Handlers = {
  [K in MessageKind]: (payload: Messages[K]['in'], from: { tabId?: number }) => Promise<Messages[K]['out']>;
};

const POPUP = '/popup.html';
const OPTIONS = '/options.html';
const realmId = v.pipe(v.string(), v.minLength(1));
const nothing = v.strictObject({});
const show = v.picklist(['tab', 'background']);
const text = v.pipe(v.string(), v.maxLength(4096));
const place = v.pipe(v.number(), v.integer(), v.minValue(0));

/** For each message what it may carry, and from which pages; there is no default. */
const RULES: {
  [K in MessageKind]: { pages: string[]; payload: v.GenericSchema<unknown, Messages[K]['in']> };
} = {
  check: { pages: [POPUP], payload: nothing },
  awake: { pages: [POPUP, OPTIONS, SIGNED_OUT_PAGE], payload: nothing },
  'sign-in': { pages: [POPUP], payload: v.strictObject({ realmId }) },
  'sign-out': {
    pages: [POPUP, SIGNED_OUT_PAGE],
    payload: v.strictObject({ realmIds: v.union([v.array(realmId), v.literal('all')]) }),
  },
  arrived: { pages: [SIGNED_OUT_PAGE], payload: v.strictObject({ search: text }) },
  'show-tab': { pages: [POPUP, SIGNED_OUT_PAGE], payload: v.strictObject({ realmId }) },
  'add-realm': { pages: [OPTIONS], payload: v.strictObject({ address: text }) },
  'add-realm-of-tab': { pages: [POPUP], payload: nothing },
  'edit-realm': {
    pages: [OPTIONS],
    payload: v.strictObject({ realmId, edit: v.strictObject({ label: text, clientId: text }) }),
  },
  'move-realm': { pages: [OPTIONS], payload: v.strictObject({ realmId, to: place }) },
  'remove-realm': { pages: [OPTIONS], payload: v.strictObject({ realmId }) },
  'restore-realm': { pages: [OPTIONS], payload: v.strictObject({ realm: realmSchema, at: place }) },
  'import-settings': {
    pages: [OPTIONS],
    payload: v.strictObject({ settings: settingsSchema, mode: v.picklist(['merge', 'replace']) }),
  },
  'set-show': { pages: [OPTIONS], payload: v.strictObject({ show }) },
  'set-app-tabs': {
    pages: [OPTIONS],
    payload: v.strictObject({ appTabs: v.picklist(['reload', 'close']) }),
  },
  'set-apps': { pages: [OPTIONS], payload: v.strictObject({ realmId, apps: v.array(appSchema) }) },
  'set-other-devices': { pages: [POPUP, OPTIONS], payload: v.strictObject({ realmId, on: v.boolean() }) },
  'test-realm': { pages: [OPTIONS], payload: v.strictObject({ realmId }) },
  'finish-app': {
    pages: [POPUP, SIGNED_OUT_PAGE],
    payload: v.strictObject({ realmId, origin: v.pipe(v.string(), v.check(isAppOrigin)) }),
  },
  registration: { pages: [OPTIONS], payload: nothing },
  'register-client': { pages: [OPTIONS], payload: v.strictObject({ realmId, token: text }) },
};

const envelope = v.object({ kind: v.picklist(Object.keys(RULES) as MessageKind[]), payload: v.unknown() });

/**
 * Listens for messages of this extension's own pages and refuses all others without an answer. Call it synchronously at
 * the worker's start.
 */
export function listenForMessages(handlers: Handlers): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Sender) => {
    const opened = openEnvelope(message, sender);
    return opened && answer(handlers, opened.kind, opened.payload, sender);
  });
}

function openEnvelope(message: unknown, sender: Sender): { kind: MessageKind; payload: unknown } | undefined {
  const opened = v.safeParse(envelope, message);
  if (!opened.success) return undefined;
  const { kind, payload } = opened.output;
  const allowed = isOwnPage(sender, RULES[kind].pages) && v.is(RULES[kind].payload, payload);
  return allowed ? { kind, payload } : undefined;
}

/** A page of ours counts only as a top frame: the web-accessible one could be framed where a browser ignores our CSP. */
function isOwnPage(sender: Sender, pages: string[]): boolean {
  if (sender.id !== browser.runtime.id || !sender.url || (sender.frameId ?? 0) !== 0) return false;
  const url = URL.parse(sender.url);
  return url !== null && pages.some((page) => url.href.split(/[?#]/)[0] === browser.runtime.getURL(page));
}

async function answer<K extends MessageKind>(
  handlers: Handlers,
  kind: K,
  payload: unknown,
  sender: Sender,
): Promise<Answer<Messages[K]['out']>> {
  try {
    const from = sender.tab?.id === undefined ? {} : { tabId: sender.tab.id };
    return { ok: true, value: await handlers[kind](payload as Messages[K]['in'], from) };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

/** Sends a message to the worker, waking it where it sleeps. A worker that is stopped meanwhile is an interruption. */
export async function send<K extends MessageKind>(
  kind: K,
  payload: Messages[K]['in'],
): Promise<Answer<Messages[K]['out']>> {
  try {
    const reply = (await browser.runtime.sendMessage({ kind, payload })) as
      | Answer<Messages[K]['out']>
      | undefined;
    return reply ?? { ok: false, failure: failureOf(new SignOutError('unexpected', ['no answer'])) };
  } catch (error) {
    return { ok: false, failure: failureOf(new SignOutError('interrupted', [], error)) };
  }
}
