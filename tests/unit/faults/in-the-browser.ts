import type { Ports } from '../../../lib/flows/kernel/ports.ts';
import { accusesAfter } from '../../support/faults/causes.ts';
import { type Act, endingOf, type Outcome, outcomeOf } from '../../support/faults/ending.ts';
import { createPorts, settle, type World } from '../world.ts';
import { begin, prepare, see } from './act.ts';
import { watchCalls } from './calls.ts';
import { type LocalFault, noStorage } from './local.ts';
import type { Rig } from './rigs.ts';

/** How long all that was begun beside an act may go on, milliseconds. */
const REST_MS = 20_000;

type Bench = { world: World; ports: Ports; act: Act };

/** The calls of ports that an act makes where nothing is wrong, in their order. */
export async function callsOf(rig: Rig, act: Act): Promise<string[]> {
  const bench = await open(rig, act);
  const calls: string[] = [];
  watchCalls(bench.ports, async (call) => void calls.push(call));
  await settle(bench.world, begin(bench.world, bench.ports, act));
  return calls;
}

/**
 * Does an act with one fault at its n-th call of a port, and again once that is over.
 * @param nth from 1.
 */
export async function tryInTheBrowser(rig: Rig, act: Act, fault: LocalFault, nth: number): Promise<Outcome> {
  const bench = await open(rig, act);
  const { world } = bench;
  const over = arm(bench, fault, nth);
  await settle(world, Promise.race([begin(world, bench.ports, act), over.ended]));
  await rest(world);
  const first = endingOf(act, see(world, act), accusesAfter(fault));
  if (fault.isNews) first.complaints = first.complaints.filter((one) => one !== 'said to be in');
  over.now();
  const ports = fault.ends ? createPorts(world) : bench.ports;
  await settle(world, begin(world, ports, act));
  await rest(world);
  return outcomeOf(act, first, see(world, act));
}

async function open(rig: Rig, act: Act): Promise<Bench> {
  const world = rig.make(act === 'sign in' ? null : 's1');
  const ports = createPorts(world);
  await prepare(world, ports, act);
  return { world, ports, act };
}

/** Has a fault come at a call. `ended` settles where it ends the worker, once what follows is done; `now` ends the fault. */
function arm(
  { world, ports }: Bench,
  { happens, fails, ends }: LocalFault,
  nth: number,
): { ended: Promise<void>; now(): void } {
  let calls = 0;
  let isOver = false;
  let undo: (() => void) | undefined;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  watchCalls(ports, async (call) => {
    calls += 1;
    if (isOver || calls < nth) return;
    if (calls === nth) undo = happens?.(world, ports);
    if (ends && calls === nth) end(ends(world));
    if (ends) return new Promise(() => undefined);
    if (fails?.(call)) throw noStorage('not possible now');
  });
  return {
    ended,
    now: () => {
      isOver = true;
      undo?.();
    },
  };
}

function rest(world: World): Promise<void> {
  return settle(world, new Promise((done) => void world.timers.add({ at: world.now + REST_MS, done })));
}
