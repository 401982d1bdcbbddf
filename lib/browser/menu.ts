import type { KeyedArea } from '../flows/kernel/ports.ts';
import { createTurns } from '../flows/kernel/turns.ts';
import { browser } from './api.ts';

/** A line of the menu on the extension's button: what a click on it says, and below which other line it stands. */
type Line = { id: string; title: string; under?: string };

/** The record of what stands in the menu, which the browser keeps while the worker is stopped. */
const MENU = 'menu';

/**
 * Keeps the menu on the extension's button. Call it synchronously at the worker's start.
 * @param onClick called with the id of a line.
 * @returns has the menu be these lines; nothing is done where it is.
 */
export function createMenu(area: KeyedArea, onClick: (id: string) => void): (lines: Line[]) => Promise<void> {
  browser.contextMenus.onClicked.addListener(({ menuItemId }) => onClick(String(menuItemId)));
  const show = async (lines: Line[]): Promise<void> => {
    const wanted = JSON.stringify(lines);
    if ((await area.get([MENU]))[MENU] === wanted) return;
    await browser.contextMenus.removeAll();
    for (const line of lines) await create(line);
    await area.set({ [MENU]: wanted });
  };
  const inTurn = createTurns();
  return (lines) => inTurn(() => show(lines));
}

/** The browser answers by a callback alone. */
function create({ id, title, under }: Line): Promise<void> {
  const line = { id, title, contexts: ['action' as const], ...(under && { parentId: under }) };
  return new Promise((resolve, reject) => {
    browser.contextMenus.create(line, () => {
      const { lastError } = browser.runtime;
      if (lastError) reject(new Error(lastError.message));
      else resolve();
    });
  });
}
