import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Backend, View } from '../../contract/messages.ts';
import { changesBetween } from '../popup/changes.ts';
import type { Setting } from './words/format.ts';
import { render, textLocale } from './words/text.ts';

/** Everything known, kept up to date; null until the first answer. */
export function useView<V>(backend: Backend<V>): View<V> | null {
  const [view, setView] = useState<View<V> | null>(null);
  useLayoutEffect(() => backend.watch(setView), [backend]);
  return view;
}

/** Whether a condition has held without a break for as long as given, in milliseconds. */
export function useHeldFor(condition: boolean, ms: number): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    setHeld(false);
    if (!condition) return;
    const timer = setTimeout(() => setHeld(true), ms);
    return () => clearTimeout(timer);
  }, [condition, ms]);
  return condition && held;
}

/** Whether what was shown first has been painted. */
export function usePainted(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => setPainted(true), []);
  return painted;
}

/**
 * What has changed since the page stands, the newest last, in words for a live region: each stays, as one that took the place of
 * another within a moment would be all that is heard.
 */
export function useNews(view: View | null): string[] {
  const before = useRef(view);
  const [news, setNews] = useState<string[]>([]);
  useEffect(() => {
    // What has come of an app while the popup was closed, as by the browser's own question, is news to the next one.
    const known = before.current ?? (view && { ...view, alone: [] });
    const changes = known && view ? changesBetween(known, view, settingNow()) : [];
    before.current = view;
    if (changes.length > 0) setNews([...news, ...changes.map(render)]);
  }, [view]);
  return news;
}

/**
 * Keeps an element from getting lower while it works: its height before is its least height meanwhile.
 */
export function useSteadyHeight<E extends HTMLElement>(working: boolean): { current: E | null } {
  const element = useRef<E>(null);
  const atRest = useRef({ working, height: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    // The browser tells the height when it has it: asking for it would have the page laid out once for each row.
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.borderBoxSize[0]?.blockSize;
      if (height && !atRest.current.working) atRest.current.height = height;
    });
    observer.observe(current, { box: 'border-box' });
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    atRest.current.working = working;
    if (element.current) element.current.style.minHeight = working ? `${atRest.current.height}px` : '';
  });
  return element;
}

/**
 * An element that takes the focus over where what had it is no longer there after a change; elsewhere the focus stays.
 */
export function useKeptFocus<E extends HTMLElement>(): { current: E | null } {
  const heir = useRef<E>(null);
  const hadFocus = document.activeElement !== document.body;
  useLayoutEffect(() => {
    if (hadFocus && document.activeElement === document.body) heir.current?.focus();
  });
  return heir;
}

/** The locale of the texts and the present. */
export function settingNow(): Setting {
  return { locale: textLocale(), now: Date.now() };
}

/** Keeps the document's title. */
export function useTitle(title: string): void {
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
}
