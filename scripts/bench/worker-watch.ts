import { readFile } from 'node:fs/promises';
import type { CDPSession } from 'puppeteer-core';

/** When workers started and stopped, seen from outside: a debugger on a worker would keep it awake. */
export type WorkerWatch = {
  /** Milliseconds from the watch's beginning to each stop and start. */
  stops: number[];
  starts: number[];
};

/**
 * Watches a browser's workers come and go.
 * @param session of the browser itself.
 */
export async function watchWorkers(session: CDPSession): Promise<WorkerWatch> {
  const began = Date.now();
  const watch: WorkerWatch = { stops: [], starts: [] };
  const running = new Set<string>();
  session.on('Target.targetCreated', ({ targetInfo }) => {
    if (targetInfo.type !== 'service_worker') return;
    running.add(targetInfo.targetId);
    watch.starts.push(Date.now() - began);
  });
  session.on('Target.targetDestroyed', ({ targetId }) => {
    if (running.delete(targetId)) watch.stops.push(Date.now() - began);
  });
  // Those that run already are told of at once.
  await session.send('Target.setDiscoverTargets', { discover: true });
  watch.starts.length = 0;
  return watch;
}

/**
 * How much processor time the extension's processes have had, milliseconds.
 * @returns null where the system does not tell which processes these are.
 */
export async function extensionCpuMs(session: CDPSession): Promise<number | null> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const times = await Promise.all(
    processInfo.map(async ({ id, cpuTime }) => {
      const command = await readFile(`/proc/${id}/cmdline`, 'utf8');
      return command.includes('--extension-process') ? cpuTime * 1000 : 0;
    }),
  ).catch(() => null);
  return times && times.reduce((sum, time) => sum + time, 0);
}
