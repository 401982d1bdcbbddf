import type { Rig } from './rig.ts';
import type { Screen } from './screen.ts';
import type { Server } from './servers.ts';
import type { Stage } from './stage.ts';

/** What a server says once the screen has been read. `isIn`: somebody, or an app of theirs, is still in there. */
export type Fact = { what: string; value: string | number | boolean; isIn: boolean };

/** A case that stands ready: what a person does, and what is asked of the servers afterwards. */
export type Scene = {
  /** One click on "Sign out of everything" where not given, after the popup has been looked at. */
  act?: () => Promise<Screen>;
  truth: () => Promise<Fact[]>;
};

/** A set-up in which a screen was once false, beside what is to be shown instead. */
export type TruthCase = {
  /** As in the list of what was false; a letter where it has variants. */
  id: string;
  /** The set-up, in a few words. */
  what: string;
  /** The servers on which it is shown. */
  servers: readonly Server[];
  /** Why a rig cannot have it, on any server or on one. */
  notIn?: Partial<Record<Rig | `${Rig} on ${Server}`, string>>;
  /** @param isFaulty false makes its healthy twin: the same, without the fault. */
  setUp: (stage: Stage, isFaulty: boolean) => Promise<Scene>;
  /** @returns what the screen should have said and did not; empty where it is right. */
  expected: (screen: Screen, facts: Fact[], rig: Rig) => string[];
};
