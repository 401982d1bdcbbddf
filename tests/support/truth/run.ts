import { signOutOfEverything } from './act.ts';
import type { Fact, TruthCase } from './case.ts';
import { isFalseGreen, twinIsGreen } from './expect.ts';
import type { Rig } from './rig.ts';
import { type Screen, wordsOf } from './screen.ts';
import type { RunningServer } from './servers.ts';
import { openStage, type Through } from './stage.ts';

/** How one case, or its twin, came out in one rig on one server. */
export type Outcome = {
  shown: string;
  facts: Fact[];
  /** What should have been said and was not; empty where the screen is right. */
  complaints: string[];
  isFalseGreen: boolean;
};

/** Sets a case up, does its one click, and holds the screen against what the servers say. */
export async function runCase(
  one: TruthCase,
  rig: Rig,
  server: RunningServer,
  isFaulty: boolean,
  through: Through = 'registered',
): Promise<Outcome> {
  const stage = await openStage(rig, server, through);
  try {
    const scene = await one.setUp(stage, isFaulty);
    const screen = await (scene.act?.() ?? signOutOfEverything(stage));
    const facts = await scene.truth();
    const complaints = isFaulty ? one.expected(screen, facts, rig) : twinIsGreen(screen, facts);
    return { shown: wordsOf(screen), facts, ...judged(screen, facts, complaints) };
  } catch (error) {
    // A case that breaks is not right either, and the next one is to be shown all the same.
    const said = `broke: ${(error as Error).message}`;
    return { shown: '-', facts: [], complaints: [said], isFalseGreen: false };
  } finally {
    await stage.close();
  }
}

function judged(
  screen: Screen,
  facts: Fact[],
  complaints: string[],
): Pick<Outcome, 'complaints' | 'isFalseGreen'> {
  if (!isFalseGreen(screen, facts)) return { complaints, isFalseGreen: false };
  return { complaints: ['somebody is still in', ...complaints], isFalseGreen: true };
}
