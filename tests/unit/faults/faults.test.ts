import { describe, expect, it } from 'vitest';
import { ACTS, type Act } from '../../support/faults/ending.ts';
import { WIRE_FAULTS, type WireFault } from '../../support/faults/wire.ts';
import { callsOf, tryInTheBrowser } from './in-the-browser.ts';
import { LOCAL_FAULTS } from './local.ts';
import { stepsOf, tryOnTheWire } from './on-the-wire.ts';
import { RIGS, type Rig } from './rigs.ts';

// `npm run test:faults` has every fault at every step. Here each step has one, the next in turn, and each fault comes up.
const EACH = RIGS.flatMap((rig) => ACTS.map((act): [string, Rig, Act] => [`${act}, ${rig.name}`, rig, act]));

/** How far apart the moments are at which something happens in the browser. */
const APART = 9;

let turn = 0;

function next<T>(all: readonly T[]): T {
  turn += 1;
  return all[turn % all.length] as T;
}

describe('one step that goes wrong on the wire', () => {
  const seen = new Set<WireFault>();

  it.each(EACH)('leaves nothing false and nothing lost: %s', async (_, rig, act) => {
    for (const at of await stepsOf(rig, act)) {
      const fault = next(WIRE_FAULTS);
      seen.add(fault);
      const { first, again, complaints } = await tryOnTheWire(rig, act, fault, {
        ...at,
        lasts: turn % 2 === 0,
      });
      const where = `${fault.name} at ${at.step} ${at.nth}: ${first.words}, then ${again.words}`;
      expect(complaints, where).toEqual([]);
    }
  });

  it('has been every kind of fault', () => {
    expect(WIRE_FAULTS.filter((fault) => !seen.has(fault))).toEqual([]);
  });
});

describe('what happens in the browser in the middle of it', () => {
  it.each(EACH)('leaves nothing false and nothing lost: %s', async (_, rig, act) => {
    const calls = await callsOf(rig, act);
    for (let nth = 1; nth <= calls.length; nth += APART) {
      const fault = next(LOCAL_FAULTS);
      const { first, again, complaints } = await tryInTheBrowser(rig, act, fault, nth);
      const where = `${fault.name} at call ${nth}, ${calls[nth - 1]}: ${first.words}, then ${again.words}`;
      expect(complaints, where).toEqual([]);
    }
  });
});
