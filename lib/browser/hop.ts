import { readText } from '../flows/kernel/http.ts';
import type { HopAnswer, Ports } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';
import { pause } from './clock.ts';
import { isOwnRequest, type Sent } from './own-request.ts';

/** The headers of an answer as a browser shows them. */
export type ShownHeaders = { responseHeaders?: { name: string; value?: string }[] };

/** What a browser shows of an answer. */
type Details = ShownHeaders & Sent & { url: string; statusCode: number };

type SeenRedirect = Pick<HopAnswer, 'status' | 'location'>;

/** @see https://fetch.spec.whatwg.org/#redirect-status */
const REDIRECTS = [301, 302, 303, 307, 308];

/** How long a redirect's headers may come after the answer itself, milliseconds. In a worker they mostly do. */
const LATE_MS = 1_000;

/**
 * Requests that follow no redirect, with where each would lead. A `fetch` hides that; the browser's record of the request shows it,
 * for hosts that were allowed. The record is listened to only while a request is under way: else every page that a person opens
 * would wake the worker.
 * @see https://developer.chrome.com/docs/extensions/reference/api/webRequest
 */
export function createHop(): Ports['hop'] {
  const waiting = new Map<string, (seen: SeenRedirect) => void>();
  const listener = (details: unknown): undefined => {
    const { url, statusCode } = details as Details;
    // What the browser says of an answer that leads nowhere may come late, and would be taken for that of the next request.
    if (REDIRECTS.includes(statusCode) && isOwnRequest(details as Details))
      waiting.get(url)?.({ status: statusCode, location: locationIn(details as Details) });
  };
  const listen = (url: string): Promise<SeenRedirect> => {
    if (waiting.size === 0) {
      const filter = { urls: ['<all_urls>'], types: ['xmlhttprequest' as const] };
      browser.webRequest.onHeadersReceived.addListener(listener, filter, ['responseHeaders']);
    }
    return new Promise((resolve) => waiting.set(url, resolve));
  };
  const stop = (url: string): void => {
    waiting.delete(url);
    if (waiting.size === 0) browser.webRequest.onHeadersReceived.removeListener(listener);
  };
  const ask: Ports['hop'] = async (url, init) => {
    const seen = listen(url);
    try {
      const response = await fetch(url, { cache: 'no-store', ...init, redirect: 'manual' });
      if (response.type !== 'opaqueredirect')
        return {
          status: response.status,
          location: null,
          ...(await readBody(response)),
          retryAfter: response.headers.get('Retry-After'),
        };
      return { ...(await within(seen)), body: '' };
    } finally {
      stop(url);
    }
  };
  return oneByOne(ask);
}

/** The text of an answer, which may break off. */
function readBody(response: Response): Promise<Pick<HopAnswer, 'body' | 'isBroken'>> {
  return readText(response).then(
    (body) => ({ body }),
    () => ({ body: '', isBroken: true }),
  );
}

/** Has requests to one address wait for each other: the browser's record tells them apart by nothing else. */
function oneByOne(ask: Ports['hop']): Ports['hop'] {
  const last = new Map<string, Promise<unknown>>();
  return (url, init) => {
    const before = last.get(url);
    const own = before ? before.then(() => ask(url, init)) : ask(url, init);
    const over = Promise.allSettled([own]);
    last.set(url, over);
    void over.then(() => last.get(url) === over && last.delete(url));
    return own;
  };
}

/** Where an answer leads, as it names it; null where it leads nowhere else. */
export function locationIn({ responseHeaders = [] }: ShownHeaders): string | null {
  return responseHeaders.find(({ name }) => name.toLowerCase() === 'location')?.value ?? null;
}

function within(seen: Promise<SeenRedirect>): Promise<SeenRedirect> {
  const late = pause(LATE_MS).then((): never => {
    throw new TypeError('the redirect was not shown');
  });
  return Promise.race([seen, late]);
}
