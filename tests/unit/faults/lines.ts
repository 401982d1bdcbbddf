import { ACTS, type Act, type Complaint, type Outcome, type Print } from '../../support/faults/ending.ts';
import { WIRE_FAULTS, type WireFault } from '../../support/faults/wire.ts';
import { callsOf, tryInTheBrowser } from './in-the-browser.ts';
import type { Sent } from './line.ts';
import { LOCAL_FAULTS, type LocalFault } from './local.ts';
import { stepsOf, tryOnTheWire } from './on-the-wire.ts';
import { RIGS, type Rig } from './rigs.ts';

/** Tries every fault on the wire at every step of every act in every rig: once, and from then on. A line for each step and fault. */
export async function wireLines(print: Print): Promise<void> {
  for (const [rig, act] of everywhere())
    for (const at of await stepsOf(rig, act))
      for (const fault of WIRE_FAULTS) await wireLine(rig, act, at, fault, print);
}

async function wireLine(rig: Rig, act: Act, at: Sent, fault: WireFault, print: Print): Promise<void> {
  const once = await tryOnTheWire(rig, act, fault, { ...at, lasts: false });
  const lasting = await tryOnTheWire(rig, act, fault, { ...at, lasts: true });
  const where = `${rig.name} | ${act} | ${at.step} ${at.nth} | ${fault.name}`;
  print(where, `once: ${wordsOf(once)} | lasting: ${wordsOf(lasting)}`, complaintsOf([once, lasting]));
}

/** Has everything that may happen in a browser happen at every call of a port. A line for each kind of call and fault. */
export async function localLines(print: Print): Promise<void> {
  for (const [rig, act] of everywhere()) {
    const calls = await callsOf(rig, act);
    for (const call of new Set(calls))
      for (const fault of LOCAL_FAULTS) await localLine(rig, act, calls, call, fault, print);
  }
}

async function localLine(
  rig: Rig,
  act: Act,
  calls: string[],
  call: string,
  fault: LocalFault,
  print: Print,
): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const [at, name] of calls.entries())
    if (name === call) outcomes.push(await tryInTheBrowser(rig, act, fault, at + 1));
  const ends = [...new Set(outcomes.map(({ first }) => first.kind))].join(', ');
  const where = `${rig.name} | ${act} | ${call}, ${outcomes.length} times | ${fault.name}`;
  print(where, ends, complaintsOf(outcomes));
}

function everywhere(): [Rig, Act][] {
  return RIGS.flatMap((rig) => ACTS.map((act): [Rig, Act] => [rig, act]));
}

function complaintsOf(outcomes: Outcome[]): Complaint[] {
  return [...new Set(outcomes.flatMap(({ complaints }) => complaints))];
}

function wordsOf({ first, again }: Outcome): string {
  return `${first.kind} (${first.words}), then ${again.kind}`;
}
