import type { Countdown } from '../contract/countdown.ts';
import { COUNTDOWN } from '../flows/rules/own.ts';
import { browser } from './api.ts';
import { ownArea } from './own-area.ts';
import { ownKey } from './own-keys.ts';

/** Calls back soon with what is to happen by itself, null for nothing, and again after each change, until the returned function is called. */
export function watchCountdown(onCountdown: (countdown: Countdown | null) => void): () => void {
  let stopped = false;
  const show = async (): Promise<void> => {
    const { [COUNTDOWN]: standing } = await ownArea.get([COUNTDOWN]);
    if (!stopped) onCountdown((standing as Countdown | undefined) ?? null);
  };
  const listener = (changes: object, area: string): void => {
    if (area === 'session' && ownKey(COUNTDOWN) in changes) void show();
  };
  browser.storage.onChanged.addListener(listener);
  void show();
  return () => {
    stopped = true;
    browser.storage.onChanged.removeListener(listener);
  };
}
