import type { Ports } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';
import { pause } from './clock.ts';
import { isOwnRequest, type Sent } from './own-request.ts';

/** What a browser shows of a request that came to nothing. */
type Failed = Sent & { url: string; error: string };

/** How long a browser's own words may come after the failure itself, milliseconds. */
const LATE_MS = 200;

/**
 * Asks without reading. A page or worker gets only that a `fetch` has failed; the browser's record of the request says why, for hosts that
 * were allowed. It is listened to only meanwhile, as each event would wake the worker.
 * @see https://developer.chrome.com/docs/extensions/reference/api/webRequest#event-onErrorOccurred
 */
export const reach: Ports['reach'] = async (url, signal) => {
  let said = '';
  const listener = (details: unknown): undefined => {
    const { url: failed, error } = details as Failed;
    if (failed === url && isOwnRequest(details as Failed)) said = error;
  };
  const { onErrorOccurred } = browser.webRequest;
  onErrorOccurred.addListener(listener, { urls: ['<all_urls>'], types: ['xmlhttprequest'] });
  try {
    await fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal });
    return null;
  } catch {
    if (!navigator.onLine) return 'offline';
    await pause(LATE_MS);
    return said;
  } finally {
    onErrorOccurred.removeListener(listener);
  }
};
