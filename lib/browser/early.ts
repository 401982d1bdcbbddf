import { browser } from './api.ts';

/**
 * Has every realm asked, before the popup is drawn. Bare, as `send` takes an answer: what comes of it is seen in the records.
 */
export function askEarly(): void {
  browser.runtime.sendMessage({ kind: 'check', payload: {} }).catch(() => undefined);
}
