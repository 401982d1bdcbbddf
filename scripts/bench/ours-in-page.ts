type Status = { state?: string; checking?: boolean; holds?: object };
type Row = { realmId?: string; result?: string };

/** What the watching page keeps: the click, each realm's status as last written, and its result with the time it came. */
type Watch = {
  clickedAt: number | null;
  statuses: Record<string, Status>;
  rows: Record<string, { result: string; at: number }>;
};
type Changes = Record<string, { newValue?: Status & Row }>;
type Api = { storage: { onChanged: { addListener(listen: (changes: Changes) => void): void } } };
type Globals = { chrome: Api; watch: Watch };

/** Runs in a page of ours: begins to note what is written of each realm, and the click that the popup tells. */
export function watchRealms(): void {
  const { chrome } = globalThis as unknown as Globals;
  const watch: Watch = { clickedAt: null, statuses: {}, rows: {} };
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
      if (kind === 'normal/row' && newValue?.realmId && newValue.result)
        watch.rows[newValue.realmId] ??= { result: newValue.result, at };
    }
  });
}

/** How far the popup's check is: in how many realms somebody was found, and of how many it is told what is held there. */
export type Checked = { found: number; told: number };

/**
 * Runs in the watching page.
 * @returns null while a realm is still being checked.
 */
export function checked(names: string[]): Checked | null {
  const { statuses } = (globalThis as unknown as Globals).watch;
  const all = names.map((name) => statuses[name]);
  if (all.some((status) => !status || status.checking)) return null;
  return {
    found: all.filter((status) => status?.state === 'signed-in').length,
    told: all.filter((status) => status?.holds).length,
  };
}

/**
 * Runs in the watching page: when each realm was verified, milliseconds since 1970; null while one has no result.
 * @throws {Error} where a realm ended in anything else.
 */
export function resultsOf(names: string[]): Record<string, number> | null {
  const { rows } = (globalThis as unknown as Globals).watch;
  const times: Record<string, number> = {};
  for (const name of names) {
    const row = rows[name];
    if (row && row.result !== 'verified') throw new Error(`${name}: ${row.result}`);
    if (row) times[name] = row.at;
  }
  return Object.keys(times).length === names.length ? times : null;
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
