import type { Countdown } from '../contract/countdown.ts';
import type { RealmStatus } from '../contract/status.ts';
import { ignore } from '../errors/ignore.ts';
import type { Area, Clock } from '../flows/kernel/ports.ts';
import { readOne, STATUS } from '../flows/kernel/records.ts';
import { COUNTDOWN } from '../flows/rules/own.ts';
import { browser } from './api.ts';
import { strip } from './own-keys.ts';

/** What the button shows: its mark's colour goes by the kind. */
type Glance = { kind: keyof typeof COLOURS; mark: string; title: string };

/** Colours with white on them that stand out from light and from dark toolbars. */
const COLOURS = {
  working: '#566070',
  countdown: '#8a5300',
  'may-be-open': '#b3261e',
  'signed-in': '#1f5fd6',
  'signed-out': '#566070',
  none: '#566070',
} as const;

/** What changes within this time, milliseconds, is shown once: a quick sign-out is not to flicker. */
const AT_ONCE_MS = 300;

/**
 * Has the extension's button say what is known, after each change of it. A private window's worker shows nothing there: the button is the
 * same in all windows. Call it synchronously at the worker's start.
 * @param read what is to be shown, of the statuses of all realms by their ids.
 * @returns shows it once more, as after a change of the settings.
 */
export function createGlance(
  { session, clock }: { session: Area; clock: Clock },
  read: (statuses: Record<string, RealmStatus>, countdown: Countdown | null) => Promise<Glance>,
): () => void {
  let shown = '';
  let waiting = false;
  const show = async (): Promise<void> => {
    const records = await session.get(await session.keys(STATUS));
    const statuses = Object.entries(records).map(([key, status]) => [key.slice(STATUS.length), status]);
    const standing = await readOne<Countdown>(session, COUNTDOWN);
    const glance = await read(Object.fromEntries(statuses), standing);
    const now = JSON.stringify(glance);
    if (now === shown) return;
    shown = now;
    await showOnButton(glance);
  };
  const soon = (): void => {
    if (waiting || browser.extension.inIncognitoContext) return;
    waiting = true;
    clock.after(AT_ONCE_MS, () => {
      waiting = false;
      // The next change has it shown anew.
      show().catch(ignore);
    });
  };
  browser.storage.onChanged.addListener((changes, name) => {
    const isShown = (key: string): boolean => key.startsWith(STATUS) || key === COUNTDOWN;
    if (name === 'session' && Object.keys(strip(changes, isShown)).length > 0) soon();
  });
  return soon;
}

async function showOnButton({ kind, mark, title }: Glance): Promise<void> {
  const { action } = browser;
  await Promise.all([
    action.setBadgeText({ text: mark }),
    action.setBadgeBackgroundColor({ color: COLOURS[kind] }),
    action.setBadgeTextColor({ color: '#ffffff' }),
    action.setTitle({ title }),
  ]);
}
