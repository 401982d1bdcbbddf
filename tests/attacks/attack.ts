import type { Edit } from './without.ts';

/** One attack on the product: what is tried, and the one defence that is in its way. */
export type Attack = {
  /** By which `docs/security.md` names it. */
  id: string;
  /** What an attacker does and wants. */
  what: string;
  /** What takes exactly its defence away: more than one edit where two lines stand for the same. */
  defence: readonly [Edit, ...Edit[]];
  /** Tries it on the product as it is loaded. Gives whether it has had its effect; what is refused is no failure. */
  succeeds(): boolean | Promise<boolean>;
};

/** A defence that a text of a file is; without it, another stands there, or nothing. */
export function defence(file: string, code: string, instead = ''): [Edit] {
  return [{ file, code, instead }];
}

/** Whether something is taken; false where the product refuses it by an error of its own. */
export async function isTaken(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    // By name: without a defence a module has classes of its own.
    if (error instanceof Error && error.name === 'StepError') return false;
    throw error;
  }
}

/** Has the browser's own API be so, as far as an attack needs it. */
export function inBrowser(api: object): void {
  Object.assign((globalThis as unknown as { chrome: object }).chrome, api);
}
