import type { KeyedArea } from '../flows/kernel/ports.ts';
import { readOne } from '../flows/kernel/records.ts';
import type { Desk, DeskState } from '../flows/rules/desk.ts';
import type { Rules } from '../flows/rules/rules.ts';
import { COUNTDOWN_PAGE } from './addresses.ts';
import { browser } from './api.ts';

const ALARM = 'rules:';

/** The record of the countdown's window, by its id. */
const WINDOW = 'countdown-window';

/** A browser takes no shorter time, seconds. @see https://developer.chrome.com/docs/extensions/reference/api/idle */
const SHORTEST_S = 15;

/** With its frame. */
const SIZE = { width: 420, height: 240 };

/**
 * The desk as the browser tells of it. Call it synchronously at the worker's start. Input wakes the worker only while a rule wants it, which
 * the settings say a moment later.
 * @param told what becomes of what the browser tells.
 */
export function createDesk(told: Pick<Rules, 'turned' | 'wake'>, session: KeyedArea): Desk {
  const { idle, alarms, windows } = browser;
  const turned = (state: string): void => void told.turned(state as DeskState);
  idle.onStateChanged.addListener(turned);
  alarms.onAlarm.addListener(({ name }) => {
    if (name.startsWith(ALARM)) void told.wake();
  });
  /** The window that was opened; a person may have closed it since. */
  const standing = async (): Promise<number | null> => {
    const id = await readOne<number>(session, WINDOW);
    return id !== null && (await windows.get(id).then(Boolean, () => false)) ? id : null;
  };
  return {
    state: async (idleFor) => (await idle.queryState(Math.max(idleFor, SHORTEST_S))) as DeskState,
    watch: (idleFor) => {
      const { onStateChanged } = idle;
      if (idleFor === null) onStateChanged.removeListener(turned);
      else if (!onStateChanged.hasListener(turned)) onStateChanged.addListener(turned);
      if (idleFor !== null) idle.setDetectionInterval(Math.max(idleFor, SHORTEST_S));
    },
    wakeAt: async (at, what) => {
      await alarms.create(ALARM + what, { when: at });
    },
    part: ownPart,
    openWindow: async () => {
      if ((await standing()) !== null) return;
      const { id } = await windows.create({ type: 'popup', url: COUNTDOWN_PAGE, focused: true, ...SIZE });
      await session.set({ [WINDOW]: id });
    },
    closeWindow: async () => {
      const id = await standing();
      await session.remove([WINDOW]);
      if (id !== null) await windows.remove(id);
    },
  };
}

/** The record of this machine's part. */
const PART = 'part';

/** Chosen once, by chance, and kept. */
async function ownPart(): Promise<number> {
  const { [PART]: known } = await browser.storage.local.get([PART]);
  if (typeof known === 'number' && known >= 0 && known < 1) return known;
  const [chance = 0] = crypto.getRandomValues(new Uint32Array(1));
  const part = chance / 2 ** 32;
  await browser.storage.local.set({ [PART]: part });
  return part;
}
