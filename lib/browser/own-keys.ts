import { browser } from './api.ts';

/** A record's key as the browser has it. */
export function ownKey(key: string): string {
  return ownPrefix() + key;
}

function ownPrefix(): string {
  return browser.extension.inIncognitoContext ? 'private/' : 'normal/';
}

/**
 * What of the browser's record is this area's, by its own keys.
 * @param isWanted by those keys; all where not given.
 */
export function strip<T>(
  items: Record<string, T>,
  isWanted: (key: string) => boolean = () => true,
): Record<string, T> {
  const prefix = ownPrefix();
  return Object.fromEntries(
    Object.entries(items).flatMap(([whole, value]) => {
      const key = whole.slice(prefix.length);
      return whole.startsWith(prefix) && isWanted(key) ? [[key, value]] : [];
    }),
  );
}
