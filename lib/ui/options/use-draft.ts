import { useState } from 'preact/hooks';

/** A text that is being typed, whether it is, how to change it, and how to let go of it. */
export type Draft = { text: string; typed: boolean; change: (text: string) => void; drop: () => void };

/**
 * Keeps what a person types until it is done with, over a reload of the tab too.
 * @param initial what stands where nothing was typed.
 */
export function useDraft(key: string, initial = ''): Draft {
  const [typed, setTyped] = useState(() => sessionStorage.getItem(key));
  return {
    text: typed ?? initial,
    typed: typed !== null,
    change: (next) => {
      sessionStorage.setItem(key, next);
      setTyped(next);
    },
    drop: () => {
      sessionStorage.removeItem(key);
      setTyped(null);
    },
  };
}

/** Whether something was typed under a key that nobody has let go of. */
export function hasDraft(key: string): boolean {
  return sessionStorage.getItem(key) !== null;
}
