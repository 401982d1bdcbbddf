import type { Countdown, RuleName } from '../../contract/countdown.ts';
import { ignore } from '../../errors/ignore.ts';
import type { Settings } from '../../settings/schema.ts';
import type { Ports, SettingsStore } from '../kernel/ports.ts';
import { readOne } from '../kernel/records.ts';
import type { Desk, Waited } from './desk.ts';

/** The record of what is to happen by itself; free of tokens. */
export const COUNTDOWN = 'countdown';

/** Signs out of some realms by a rule; settles once that is stored. `done`: every realm has its verdict. */
export type SignOut = (rule: RuleName, realmIds: string[]) => Promise<{ done: Promise<void> }>;

/** What rules need of the world. */
export type RulePorts = Pick<Ports, 'clock' | 'realmCookies' | 'session'> & { desk: Desk };

/** What each part of the rules is given; `wake` does what is due by then, after whatever is being done. */
export type Own = {
  settings: SettingsStore;
  signOut: SignOut;
  ports: RulePorts;
  wake(): Promise<void>;
};

/** What of it a worker waits for by its own clock, milliseconds: longer, it may be stopped meanwhile, and the browser wakes it. */
const SHORT_MS = 60_000;

/** The rules as they are set now. */
export async function rulesOf({ settings }: Pick<Own, 'settings'>): Promise<Settings['rules']> {
  return (await settings.read()).rules;
}

/** The countdown that stands, or has been stopped by input; null where none does. */
export function standing({ ports: { session } }: Pick<Own, 'ports'>): Promise<Countdown | null> {
  return readOne<Countdown>(session, COUNTDOWN);
}

/** Has the worker do at a time what is due by then, milliseconds since 1970: a browser takes no short alarm, and may stop the worker. */
export async function waitUntil(at: number, what: Waited, { ports, wake }: Own): Promise<void> {
  const wait = Math.max(0, at - ports.clock.now());
  if (wait <= SHORT_MS) ports.clock.after(wait, () => void wake().catch(ignore));
  await ports.desk.wakeAt(at, what);
}
