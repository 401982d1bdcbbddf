import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const cleanups = new Set<() => void>();
let registered = false;

/**
 * Runs a synchronous clean-up when this process ends, by itself or by a signal that can be caught.
 * @returns forgets the clean-up, for when it has been done already.
 */
export function atExit(cleanUp: () => void): () => void {
  if (!registered) register();
  cleanups.add(cleanUp);
  return () => cleanups.delete(cleanUp);
}

/** Without a listener of its own a process that gets a signal ends without its `exit` event. */
function register(): void {
  registered = true;
  process.on('exit', () => {
    for (const cleanUp of cleanups) cleanUp();
  });
  for (const signal of SIGNALS) process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
