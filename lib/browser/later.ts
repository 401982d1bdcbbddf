import type { Later } from '../contract/messages.ts';
import { ownArea } from './own-area.ts';

/** The key of the record. */
export const LATER = 'later';

/** What the address of a page says that the worker has opened because it has looked for realms. */
export const LOOKED = '?looked';

/** What a page wants done, once the browser has said yes to what it was asked at that time, milliseconds since 1970. */
export type KeptLater = { later: Later; wanted: object; at: number };

/** Keeps it, beside the question and not before it: a browser takes a question only as the first thing in a click. */
export function keepLater(later: Later, wanted: object): void {
  const kept: KeptLater = { later, wanted, at: Date.now() };
  void ownArea.set({ [LATER]: kept });
}

/** Lets go of it: the page that asked is still there, and goes on itself. */
export function forgetLater(): void {
  void ownArea.remove([LATER]);
}
