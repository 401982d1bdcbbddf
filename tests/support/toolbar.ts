import { spawnSync } from 'node:child_process';
import { GECKO_ID } from './addresses.ts';
import { inChrome, type Send } from './firefox-bidi.ts';

/** Presses a shortcut of the browser's, such as `alt+shift+l`, on the screen that a browser stands on. */
export function pressOn(display: string, shortcut: string): void {
  const { status, stderr } = spawnSync('xdotool', ['key', shortcut], {
    env: { ...process.env, DISPLAY: display },
  });
  if (status !== 0) throw new Error(`xdotool: ${stderr}`);
}

/** Presses a shortcut in Firefox, by its own means for tests of text input, which come to it as a keyboard's do. */
export async function pressInFirefox(send: Send, shortcut: string): Promise<void> {
  const keys = shortcut.split('+');
  await inChrome(send, `(${press.toString()})(window, ${JSON.stringify(keys)})`);
}

/** Clicks a line of the menu on the extension's button in Firefox, opened by the mouse's other button. */
export async function chooseInFirefox(send: Send, title: string): Promise<void> {
  await inChrome(
    send,
    `(${choose.toString()})(window, ${JSON.stringify(GECKO_ID)}, ${JSON.stringify(title)})`,
  );
}

type Keyed = Window & { KeyboardEvent: typeof KeyboardEvent };
type Tip = {
  beginInputTransactionForTests(window: Window): boolean;
  keydown(event: KeyboardEvent): void;
  keyup(event: KeyboardEvent): void;
};
declare const Cc: Record<string, { createInstance(of: unknown): Tip }>;
declare const Ci: Record<string, unknown>;
declare const ChromeUtils: { importESModule(url: string): Record<string, never> };

/** Runs in the browser itself. */
async function press(window: Keyed, keys: string[]): Promise<void> {
  const NAMES: Record<string, string> = { alt: 'Alt', shift: 'Shift' };
  const tip = Cc['@mozilla.org/text-input-processor;1']?.createInstance(Ci.nsITextInputProcessor);
  tip?.beginInputTransactionForTests(window);
  const events = keys.map((key) => {
    const letter = key.toUpperCase();
    const isLetter = key.length === 1;
    return new window.KeyboardEvent('', {
      key: NAMES[key] ?? letter,
      code: isLetter ? `Key${letter}` : `${NAMES[key]}Left`,
      keyCode: isLetter ? letter.charCodeAt(0) : 0,
    });
  });
  for (const event of events) tip?.keydown(event);
  for (const event of events.toReversed()) tip?.keyup(event);
}

/** Runs in the browser itself. */
async function choose(window: Window, id: string, title: string): Promise<void> {
  const { document } = window;
  const button = document.querySelector(`.unified-extensions-item-action-button[data-extensionid="${id}"]`);
  const { x, y, width, height } = (button as Element).getBoundingClientRect();
  const { event } = ChromeUtils.importESModule(
    'chrome://remote/content/shared/webdriver/Event.sys.mjs',
  ) as unknown as {
    event: {
      synthesizeMouseAtPoint(x: number, y: number, how: object, window: Window): Promise<void>;
    };
  };
  type Menu = HTMLElement & { activateItem(item: Element): void };
  const menu = document.getElementById('toolbar-context-menu') as Menu;
  const shown = new Promise((done) => menu.addEventListener('popupshown', done, { once: true }));
  await event.synthesizeMouseAtPoint(
    x + width / 2,
    y + height / 2,
    { type: 'contextmenu', button: 2 },
    window,
  );
  await shown;
  type Item = HTMLElement & { label: string; closest(of: string): Menu };
  const items = [...menu.querySelectorAll<Item>('menuitem, menu')];
  const item = items.find(({ label }) => label === title);
  if (!item) throw new Error(`no ${title} in the menu: ${items.map(({ label }) => label).join(', ')}`);
  const outer = item.parentElement?.closest('menu') as
    | (HTMLElement & { openMenu(open: boolean): void })
    | null;
  if (outer) {
    const inner = new Promise((done) => outer.addEventListener('popupshown', done, { once: true }));
    outer.openMenu(true);
    await inner;
  }
  (item.parentElement as Menu).activateItem(item);
}
