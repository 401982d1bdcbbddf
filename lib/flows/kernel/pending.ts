import type { FormToSend } from '../../contract/messages.ts';
import { LIMITS } from './limits.ts';
import type { Area, Clock } from './ports.ts';
import { readOne } from './records.ts';

/** A request in a tab that waits for its answer, by its `state`. */
export type Pending = {
  realmId: string;
  runId: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The tab that has brought the answer. */
  takenBy?: number;
};

/**
 * A form that a page of ours sends on, once; it may hold a hint. `backTo`: the sign-out that the tab which has taken it shows once it comes
 * back. The tab itself tells then whose answer it is, as a `state` would stay in the browser's history.
 */
export type PendingForm = FormToSend & Pick<Pending, 'createdAt' | 'takenBy'> & { backTo?: string };

const PENDING = 'pending:';
const FORM = 'form:';

/** Stores a request under its `state` before it is sent. */
export function writePending(area: Area, state: string, pending: Pending): Promise<void> {
  return area.set({ [PENDING + state]: pending });
}

/**
 * Takes the request that waits for a `state`. The first tab that brings it has it: another one gets nothing, the same one
 * may ask again, as a page does whose worker was stopped before it could answer.
 * @returns null where none waits for this tab, or where it is older than its limit of 10 minutes.
 */
export function takePending(area: Area, clock: Clock, state: string, tabId: number): Promise<Pending | null> {
  return takeOnce<Pending>(area, clock, PENDING + state, tabId);
}

/** Stores a form before the page that sends it on is opened. */
export function writeForm(area: Area, key: string, form: PendingForm): Promise<void> {
  return area.set({ [FORM + key]: form });
}

/** Takes a stored form, as `takePending` takes a request. */
export function takeForm(area: Area, clock: Clock, key: string, tabId: number): Promise<PendingForm | null> {
  return takeOnce<PendingForm>(area, clock, FORM + key, tabId);
}

/**
 * The sign-out that a tab shows which comes back, as it has taken a form.
 * @returns null where it has taken none that leads back, or that one is older than its limit.
 */
export async function backOfTab(area: Area, clock: Clock, tabId: number): Promise<string | null> {
  const forms = Object.values(await area.get(await area.keys(FORM))) as PendingForm[];
  const taken = forms.filter((form) => form.takenBy === tabId && isFresh(form, clock));
  return taken.findLast(({ backTo }) => backTo !== undefined)?.backTo ?? null;
}

/** The tab that has taken a form, if one has: it stands, whoever opened it. */
export async function tabOfForm(area: Area, key: string): Promise<number | null> {
  return (await readOne<PendingForm>(area, FORM + key))?.takenBy ?? null;
}

async function takeOnce<T extends Pick<Pending, 'createdAt' | 'takenBy'>>(
  area: Area,
  clock: Clock,
  key: string,
  tabId: number,
): Promise<T | null> {
  const waiting = await readOne<T>(area, key);
  if (!waiting || !isFresh(waiting, clock)) return null;
  if (waiting.takenBy !== undefined) return waiting.takenBy === tabId ? waiting : null;
  await area.set({ [key]: { ...waiting, takenBy: tabId } });
  // Another tab may have asked at the same time: the last one has it.
  return (await readOne<T>(area, key))?.takenBy === tabId ? waiting : null;
}

/** Removes requests and forms that nobody took within their limit. */
export async function sweepPending(area: Area, clock: Clock): Promise<void> {
  const keys = await Promise.all([area.keys(PENDING), area.keys(FORM)]);
  const waiting = Object.entries(await area.get(keys.flat()));
  const old = waiting.filter(([, value]) => !isFresh(value as Pending, clock));
  await area.remove(old.map(([key]) => key));
}

function isFresh({ createdAt }: Pick<Pending, 'createdAt'>, clock: Clock): boolean {
  return clock.now() - createdAt <= LIMITS.pending;
}
