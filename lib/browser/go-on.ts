import type { Later } from '../contract/messages.ts';
import { ignore } from '../errors/ignore.ts';
import type { Area, Clock } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';
import { type KeptLater, LATER, LOOKED } from './later.ts';
import type { Handlers } from './message-bus.ts';
import { openPopup } from './popup.ts';

/** So long a page has to say that it is still there and goes on itself, milliseconds. */
const GRACE_MS = 500;

/** What shows its result on a page of its own. */
const OWN_PAGE: readonly Later['kind'][] = ['sign-out', 'sign-out-apps'];

/** What was wanted longer ago than this is not wanted any more, milliseconds: a sign-out must not come out of the blue. */
const FRESH_MS = 120_000;

/**
 * Does what a page wanted done once it would be allowed, where the browser has closed that page under its question, as it does with a
 * popup. Call it synchronously at the worker's start.
 * @see https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/permissions/onAdded
 */
export function goOnWhenAllowed(ports: { session: Area; clock: Clock }, handlers: Handlers): void {
  browser.permissions.onAdded.addListener(() => {
    ports.clock.after(GRACE_MS, () => void goOn(ports, handlers));
  });
}

async function goOn({ session, clock }: { session: Area; clock: Clock }, handlers: Handlers): Promise<void> {
  const { [LATER]: kept } = (await session.get([LATER])) as { [LATER]?: KeptLater };
  if (!kept || !(await browser.permissions.contains(kept.wanted))) return;
  await session.remove([LATER]);
  if (clock.now() - kept.at > FRESH_MS) return;
  const { kind, payload } = kept.later;
  // What it refuses stands in the realm's row.
  await handlers[kind](payload as never, {}).catch(ignore);
  if (OWN_PAGE.includes(kind)) return;
  const query = kind === 'find' ? LOOKED : '';
  // Of one app alone the options show nothing.
  if (!(await openPopup(query)) && kind !== 'sign-out-app')
    await browser.tabs.create({ url: `/options.html${query}` });
}
