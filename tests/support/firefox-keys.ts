import type { Key } from './browser.ts';

/** One step of a WebDriver keyboard. */
export type KeyAction = { type: 'keyDown' | 'keyUp'; value: string };

/** @see https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS: Record<Key, string[]> = {
  Tab: ['\uE004'],
  'Shift+Tab': ['\uE008', '\uE004'],
  Enter: ['\uE007'],
  ArrowDown: ['\uE015'],
};

/** The steps that press a key, with another held down where its name says so. */
export function pressing(key: Key): KeyAction[] {
  return chord(KEYS[key]);
}

/** The steps that type a text. */
export function typing(text: string): KeyAction[] {
  return [...text].flatMap((character) => chord([character]));
}

function chord(values: string[]): KeyAction[] {
  const down = values.map((value) => ({ type: 'keyDown' as const, value }));
  const up = values.toReversed().map((value) => ({ type: 'keyUp' as const, value }));
  return [...down, ...up];
}
