import type { Run, RunRow } from '../../../../lib/contract/status.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { rowKey, type StoredRow } from '../../../../lib/flows/kernel/records.ts';
import { runsFrom } from '../../../../lib/flows/kernel/runs.ts';
import { createTabEvents } from '../../../../lib/flows/kernel/tab-events.ts';
import { arrive } from '../../../../lib/flows/sign-out/arrive.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import type { At, Fact, Sid } from '../../../../lib/verdict/facts.ts';
import { judge } from '../../../../lib/verdict/judge.ts';
import { fakeClock, loadInTab } from '../../fake-browser.ts';
import { AFTER_TAB, type FakeOp, POST_PAGE } from '../../fake-op.ts';
import { createPorts, createWorld, type World } from '../../world.ts';

type Worker = { ports: Ports; ready: Promise<void> };

/**
 * A world in which nothing happens but what is let happen: each call of a port by the worker waits until it is let through, and time stands
 * still. So anything else may come between any two calls.
 */
export type Stage = {
  world: World;
  /** Missing while the browser has stopped it. What it is asked waits until it is `ready`: what the last one left is taken up then. */
  worker: Worker | undefined;
  /** How many sessions were made here: each has a name of its own. */
  made: number;
  /** The session of each OP that was in the browser, and alive, at moments like those of facts. */
  seen: { at: At; sids: (Sid | null)[] }[];
  /** The facts of each row as they were last stored. */
  stored: Map<string, Fact[]>;
  gate: { open: number; waiting: (() => void)[] };
};

/** Makes a stage. Its first worker stands. */
export function createStage(ops: FakeOp[], hostsAllowed: boolean): Stage {
  const world = createWorld(...ops);
  world.hostsAllowed = hostsAllowed;
  const stage: Stage = {
    world,
    worker: undefined,
    made: 0,
    seen: [],
    stored: new Map(),
    gate: { open: 0, waiting: [] },
  };
  wake(stage);
  return stage;
}

/** Asks the worker for something; the browser starts one where none runs. Nobody waits for what comes of it. */
export function ask(stage: Stage, act: (ports: Ports) => Promise<unknown>): void {
  const { ports, ready } = wake(stage);
  void ready.then(() => act(ports)).catch(() => undefined);
}

/** The browser stops the worker: nothing that it waits for comes back, and its timers go. */
export function stopWorker(stage: Stage): void {
  stage.worker = undefined;
  stage.gate.waiting = [];
  stage.world.timers.clear();
}

/** A new worker takes up what is stored, and pages of ours that wait for an answer ask it. */
export function wake(stage: Stage): Worker {
  if (stage.worker) return stage.worker;
  const { world, gate } = stage;
  // Whatever a new worker says is later than all that was before it.
  world.now += 1;
  world.register = createTabEvents(fakeClock(world), async (tabId) => world.tabs.has(tabId));
  const ports = createPorts(world, () => {
    if (stage.worker?.ports !== ports) return new Promise(() => undefined);
    return new Promise((resolve) => {
      gate.waiting.push(resolve);
      letThrough(stage);
    });
  });
  const worker = { ports, ready: Promise.resolve() };
  stage.worker = worker;
  worker.ready = resume(
    world.ops.map(({ realm }) => realm),
    ports,
  );
  for (const [tabId, url] of world.tabs) {
    if (url.startsWith(POST_PAGE)) void worker.ready.then(() => loadInTab(world, tabId, url, ports));
    if (url.startsWith(`${AFTER_TAB}?`)) void arrive(new URL(url).search, tabId, ports);
  }
  return worker;
}

function letThrough(stage: Stage): void {
  const { gate } = stage;
  while (gate.open > 0 && gate.waiting.length > 0) {
    look(stage);
    gate.open -= 1;
    gate.waiting.shift()?.();
  }
}

/** Lets so many calls through, one after the other, without letting time pass; fewer where no more are made. */
export async function letCalls(stage: Stage, calls: number): Promise<void> {
  for (let left = calls, idle = 0; left > 0 && idle < 3; idle += 1) {
    if (stage.gate.waiting.length > 0) {
      stage.gate.open = 1;
      letThrough(stage);
      left -= 1;
      idle = 0;
    }
    await new Promise(setImmediate);
  }
  stage.gate.open = 0;
  look(stage);
}

/** Passes time, and lets happen what is due within it; the servers and the browser answer meanwhile, or do not. */
export async function passTime(stage: Stage, ms: number, answers: boolean): Promise<void> {
  const { world } = stage;
  const end = world.now + ms;
  for (let idle = 0; idle < 4; idle += 1) {
    if (answers) await letCalls(stage, 1_000);
    const next = [...world.timers].sort((a, b) => a.at - b.at)[0];
    if (next && next.at <= end) {
      idle = 0;
      world.timers.delete(next);
      world.now = Math.max(world.now, next.at);
      next.done();
    }
    await new Promise(setImmediate);
  }
  world.now = Math.max(world.now, end);
  look(stage);
}

/** Something that no worker does happens between two moments. */
export function happen(stage: Stage, event: () => void): void {
  look(stage);
  stage.world.now += 1;
  event();
  look(stage);
  stage.world.now += 1;
}

/** Notes who is in the browser now. */
function look({ seen, world, worker }: Stage): void {
  const at = worker?.ports.moments.next() ?? world.now;
  seen.push({ at, sids: world.ops.map(liveIn) });
}

/** The session of an OP that is in the browser, and alive. */
export function liveIn({ alive, cookie }: FakeOp): Sid | null {
  return cookie !== null && alive.has(cookie) ? cookie : null;
}

/** Which sessions of an OP were in the browser between two moments, in this order, as far as that was seen; nobody is null. */
export function inBrowser({ seen, world }: Stage, op: FakeOp, from: At, to = Number.POSITIVE_INFINITY) {
  const lasts = seen.filter(({ at }, index) => at < to && (seen[index + 1]?.at ?? to) > from);
  return lasts.map(({ sids }) => sids[world.ops.indexOf(op)] ?? null);
}

/** One realm's part in a sign-out: what is stored of it, and what pages show. */
export type StagedRow = { key: string; op: FakeOp; stored: StoredRow; shown: RunRow };

/** The rows of all sign-outs, those of the newest first. */
export function rowsOn({ world }: Stage): StagedRow[] {
  const runs: Run[] = runsFrom(Object.fromEntries(world.records), judge);
  return runs.flatMap(({ id, rows }) =>
    rows.flatMap((shown) => {
      const key = rowKey(id, shown.realmId);
      const stored = world.records.get(key) as StoredRow | undefined;
      const op = world.ops.find(({ realm }) => realm.id === shown.realmId);
      return stored && op ? [{ key, op, stored, shown }] : [];
    }),
  );
}
