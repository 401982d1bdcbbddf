import { browser } from './api.ts';

/** Who has sent a request, as the browser names them: Chromium and Firefox have different names for it. */
export type Sent = { initiator?: string; originUrl?: string };

/** Whether this extension has sent a request that the browser shows. */
export function isOwnRequest({ initiator, originUrl }: Sent): boolean {
  return `${initiator ?? originUrl}/`.startsWith(browser.runtime.getURL(''));
}
