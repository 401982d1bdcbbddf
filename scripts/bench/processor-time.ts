import { cpus } from 'node:os';
import type { CDPSession } from 'puppeteer-core';

/** What the machine's processors have spent since it started, milliseconds of all of them together. */
export function spentByAll(): { busy: number; all: number } {
  const times = cpus().flatMap((one) => Object.entries(one.times));
  const sum = (some: [string, number][]) => some.reduce((total, [, ms]) => total + ms, 0);
  return { busy: sum(times.filter(([what]) => what !== 'idle')), all: sum(times) };
}

/**
 * What a browser's processes have spent since each was started, milliseconds.
 * @param session of the browser itself.
 */
export async function spentByBrowser(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((total, { cpuTime }) => total + cpuTime * 1000, 0);
}
