import type { Ports } from '../../../lib/flows/kernel/ports.ts';
import { accusesIn } from '../../support/faults/causes.ts';
import { type Act, endingOf, type Outcome, outcomeOf } from '../../support/faults/ending.ts';
import type { WireFault } from '../../support/faults/wire.ts';
import { createPorts, settle, type World } from '../world.ts';
import { begin, prepare, see } from './act.ts';
import { type Line, layLine, type Place, type Sent } from './line.ts';
import type { Rig } from './rigs.ts';

/** What an act sends where nothing is wrong. */
export async function stepsOf(rig: Rig, act: Act): Promise<Sent[]> {
  const { world, ports, line } = await open(rig, act);
  line.sent.length = 0;
  await settle(world, begin(world, ports, act));
  return [...line.sent];
}

/** Does an act with one fault at one place, and again once it is over. */
export async function tryOnTheWire(rig: Rig, act: Act, fault: WireFault, place: Place): Promise<Outcome> {
  const { world, ports, line } = await open(rig, act);
  line.fault = { wire: fault.wire, place };
  await settle(world, begin(world, ports, act));
  const first = endingOf(act, see(world, act), accusesIn(fault, world.hostsAllowed));
  line.fault = null;
  await settle(world, begin(world, ports, act));
  return outcomeOf(act, first, see(world, act));
}

async function open(rig: Rig, act: Act): Promise<{ world: World; ports: Ports; line: Line }> {
  const world = rig.make(act === 'sign in' ? null : 's1');
  const ports = createPorts(world);
  const line = layLine(ports, world);
  await prepare(world, ports, act);
  return { world, ports, line };
}
