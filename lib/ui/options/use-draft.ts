import { useState } from 'preact/hooks';

/** A text that is being typed, how to change it, and how to let go of it. */
export type Draft = { text: string; change: (text: string) => void; drop: () => void };

/**
 * Keeps what a person types until it is done with, over a reload of the tab too.
 * @param initial what stands where nothing was typed.
 */
export function useDraft(key: string, initial = ''): Draft {
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? initial);
  return {
    text,
    change: (next) => {
      sessionStorage.setItem(key, next);
      setText(next);
    },
    drop: () => {
      sessionStorage.removeItem(key);
      setText(initial);
    },
  };
}

/** Whether something was typed under a key that nobody has let go of. */
export function hasDraft(key: string): boolean {
  return sessionStorage.getItem(key) !== null;
}
