import { browser } from './api.ts';
import { readEarly } from './records.ts';

/** What the popup does first of all, while its scripts are still on their way: reads what is known, and has every realm asked. */
export function beginEarly(): void {
  readEarly();
  // Bare, as `send` brings the words for what may fail: what comes of it is seen in the records.
  browser.runtime.sendMessage({ kind: 'check', payload: {} }).catch(() => undefined);
}
