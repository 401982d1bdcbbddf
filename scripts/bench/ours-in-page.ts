type Status = { state?: string; checking?: boolean; holds?: object };
type Session = { accepted?: boolean };
type Row = { realmId?: string; result?: string };

/** What the watching page keeps: the click, each realm's status and session as last written, and its result with the time it came. */
type Watch = {
  clickedAt: number | null;
  statuses: Record<string, Status>;
  sessions: Record<string, Session>;
  rows: Record<string, { result: string; at: number }>;
  /** Looks at the rows anew; set once somebody waits for them. */
  look?: () => void;
};
type Changes = Record<string, { newValue?: Status & Session & Row }>;
type Api = { storage: { onChanged: { addListener(listen: (changes: Changes) => void): void } } };
type Globals = { chrome: Api; watch: Watch };

/** Runs in a page of ours: begins to note what is written of each realm, and the click that the popup tells. */
export function watchRealms(): void {
  const { chrome } = globalThis as unknown as Globals;
  const watch: Watch = { clickedAt: null, statuses: {}, sessions: {}, rows: {} };
  // The channel stays open as long as something holds it.
  const channel = new BroadcastChannel('bench');
  Object.assign(globalThis, { watch, channel });
  channel.onmessage = ({ data }) => {
    watch.clickedAt = data;
  };
  chrome.storage.onChanged.addListener((changes) => {
    const at = Date.now();
    for (const [key, { newValue }] of Object.entries(changes)) {
      const [kind, name = ''] = key.split(':');
      if (kind === 'normal/status' && newValue) watch.statuses[name] = newValue;
      if (kind === 'normal/session' && newValue) watch.sessions[name] = newValue;
      if (kind === 'normal/row' && newValue?.realmId && newValue.result)
        watch.rows[newValue.realmId] ??= { result: newValue.result, at };
    }
    watch.look?.();
  });
}

/** How far the popup's check is: in how many realms somebody was found, and of how many it is told what is held there. */
export type Checked = { found: number; told: number };

/**
 * Runs in the watching page.
 * @returns null while a realm is still being checked, or its session is.
 */
export function checked(names: string[]): Checked | null {
  const { statuses, sessions } = (globalThis as unknown as Globals).watch;
  const all = names.map((name) => statuses[name]);
  if (all.some((status) => !status || status.checking)) return null;
  if (names.some((name) => statuses[name]?.state === 'signed-in' && !sessions[name]?.accepted)) return null;
  return {
    found: all.filter((status) => status?.state === 'signed-in').length,
    told: all.filter((status) => status?.holds).length,
  };
}

/**
 * Runs in the watching page, which waits by itself: asking it again and again would take from what is measured.
 * @returns when each realm was verified, milliseconds since 1970.
 * @throws {Error} where a realm ended in anything else, or has no result within the limit (milliseconds).
 */
export function resultsOf(names: string[], limitMs: number): Promise<Record<string, number>> {
  const { watch } = globalThis as unknown as Globals;
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`no result for each of ${names.length} realms`)), limitMs);
    watch.look = () => {
      const found = names.flatMap((name) => (watch.rows[name] ? [{ name, ...watch.rows[name] }] : []));
      const other = found.find(({ result }) => result !== 'verified');
      if (other) reject(new Error(`${other.name}: ${other.result}`));
      if (found.length === names.length) resolve(Object.fromEntries(found.map(({ name, at }) => [name, at])));
    };
    watch.look();
  });
}

/** Runs in the watching page: when the button was clicked, milliseconds since 1970; null before. */
export function clickedAt(): number | null {
  return (globalThis as unknown as Globals).watch.clickedAt;
}

/** Runs in the popup: clicks the button for everything, once. What it would return is lost where the popup closes by it. */
export function clickAll(): void {
  const here = globalThis as unknown as { clicked?: boolean };
  const button = document.querySelector<HTMLButtonElement>('.all button:not([aria-disabled=true])');
  if (!button || here.clicked) return;
  here.clicked = true;
  const now = Date.now();
  button.click();
  new BroadcastChannel('bench').postMessage(now);
}
