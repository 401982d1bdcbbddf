import * as v from 'valibot';
import type { StartedBy } from '../contract/activity.ts';
import { COUNTDOWN_ANSWERS } from '../contract/countdown.ts';
import type { MessageKind, Messages } from '../contract/messages.ts';
import { isAppOrigin } from '../protocol/app-origin.ts';
import { COUNTDOWN_PAGE, POST_PAGE, SIGNED_OUT_PAGE } from './addresses.ts';
import { browser, type Runtime } from './api.ts';
import { answer } from './send.ts';

/** The sender's fields that the browser stamps; what a message says of itself proves nothing. */
export type Sender = {
  id?: string | undefined;
  url?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined } | undefined;
};

/** Who sends a message: which page of ours, and its tab, where it is in one. */
export type From = { tabId?: number; by?: StartedBy };

/** One function per message. */
export type Handlers = {
  [K in MessageKind]: (payload: Messages[K]['in'], from: From) => Promise<Messages[K]['out']>;
};

const POPUP = '/popup.html';
const OPTIONS = '/options.html';
/** The pages that begin something, by the names that activity knows them by. */
const STARTING = [
  { page: POPUP, by: 'popup' },
  { page: OPTIONS, by: 'options' },
  { page: SIGNED_OUT_PAGE, by: 'signed-out-page' },
] as const;

const realmId = v.pipe(v.string(), v.minLength(1));
const nothing = v.strictObject({});
const origin = v.pipe(v.string(), v.check(isAppOrigin));
const name = v.pipe(v.string(), v.maxLength(1024));
const namedApp = v.strictObject({
  realmId,
  origin,
  label: name,
  parentCookies: v.optional(v.boolean()),
});
const text = v.pipe(v.string(), v.maxLength(4096));

/** For each message what it may carry, and from which pages; there is no default. */
const RULES: {
  [K in MessageKind]: { pages: string[]; payload: v.GenericSchema<unknown, Messages[K]['in']> };
} = {
  check: { pages: [POPUP], payload: nothing },
  find: { pages: [POPUP, OPTIONS], payload: nothing },
  awake: { pages: [POPUP, OPTIONS, SIGNED_OUT_PAGE, COUNTDOWN_PAGE], payload: nothing },
  'sign-in': { pages: [POPUP], payload: v.strictObject({ realmId }) },
  'sign-out': {
    pages: [POPUP, OPTIONS, SIGNED_OUT_PAGE],
    payload: v.strictObject({ realmIds: v.optional(v.array(realmId)) }),
  },
  'sign-out-app': { pages: [POPUP], payload: v.strictObject({ realmId, key: text, discards: v.boolean() }) },
  'sign-out-apps': {
    pages: [SIGNED_OUT_PAGE],
    payload: v.strictObject({ apps: v.array(namedApp) }),
  },
  'set-app': {
    pages: [SIGNED_OUT_PAGE],
    payload: v.strictObject({ ...namedApp.entries, on: v.boolean() }),
  },
  arrived: { pages: [SIGNED_OUT_PAGE], payload: v.strictObject({ search: text }) },
  'take-form': { pages: [POST_PAGE], payload: v.strictObject({ key: v.pipe(v.string(), v.maxLength(512)) }) },
  'show-tab': { pages: [POPUP, SIGNED_OUT_PAGE], payload: v.strictObject({ realmId }) },
  'realm-of-tab': { pages: [POPUP], payload: nothing },
  'add-realm-of-tab': { pages: [POPUP], payload: v.strictObject({ issuer: text }) },
  'test-session': { pages: [OPTIONS], payload: v.strictObject({ realmId }) },
  'answer-countdown': {
    pages: [COUNTDOWN_PAGE],
    payload: v.strictObject({ answer: v.picklist(COUNTDOWN_ANSWERS) }),
  },
  'set-other-devices': { pages: [POPUP], payload: v.strictObject({ realmId, on: v.boolean() }) },
  'finish-app': {
    pages: [POPUP, SIGNED_OUT_PAGE],
    payload: v.strictObject({ realmId, origin }),
  },
};

const envelope = v.object({ kind: v.picklist(Object.keys(RULES) as MessageKind[]) });

/**
 * Listens for messages of this extension's own pages and refuses all others without an answer. Call it synchronously at
 * the worker's start.
 */
export function listenForMessages(handlers: Handlers): void {
  const listener = (message: unknown, sender: Sender, reply: (answer: unknown) => void): true | undefined => {
    const opened = openEnvelope(message, sender);
    if (!opened) return undefined;
    const { kind, payload } = opened;
    const tabId = sender.tab?.id;
    const by = STARTING.find(({ page }) => isOwnPage(sender, [page]))?.by;
    const from = { ...(tabId !== undefined && { tabId }), ...(by && { by }) };
    void answer<unknown>(() => handlers[kind](payload as never, from)).then(reply);
    // Chromium takes no promise for an answer: this keeps the way back open.
    return true;
  };
  browser.runtime.onMessage.addListener(listener as Runtime.OnMessageListenerCallback);
}

function openEnvelope(message: unknown, sender: Sender): { kind: MessageKind; payload: unknown } | undefined {
  const opened = v.safeParse(envelope, message);
  if (!opened.success) return undefined;
  const { kind } = opened.output;
  const { payload } = message as { payload?: unknown };
  const allowed = isOwnPage(sender, RULES[kind].pages) && v.is(RULES[kind].payload, payload);
  return allowed ? { kind, payload } : undefined;
}

/** A page of ours counts only as a top frame: the web-accessible one could be framed where a browser ignores our CSP. */
function isOwnPage(sender: Sender, pages: string[]): boolean {
  if (sender.id !== browser.runtime.id || !sender.url || (sender.frameId ?? 0) !== 0) return false;
  const url = URL.parse(sender.url);
  return url !== null && pages.some((page) => url.href.split(/[?#]/)[0] === browser.runtime.getURL(page));
}
