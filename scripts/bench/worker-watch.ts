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

/** How often processor time is read, milliseconds: what a process used after that in its last moments goes unseen. */
const BETWEEN_READINGS = 1_000;

/** The processor time that the extension's processes use from now on. */
export type CpuWatch = {
  /** Reads a last time and ends the watch; milliseconds, null where the system does not tell which processes these are. */
  end(): Promise<number | null>;
};

/**
 * Watches the processor time of the extension's processes. It is read again and again, as a process that has ended takes
 * its figure along.
 * @param session of the browser itself.
 */
export async function watchCpu(session: CDPSession): Promise<CpuWatch> {
  const before = await extensionCpu(session);
  const latest = new Map(before);
  const read = async (): Promise<void> => {
    for (const [id, ms] of await extensionCpu(session)) latest.set(id, ms);
  };
  const timer = setInterval(() => void read().catch(() => clearInterval(timer)), BETWEEN_READINGS).unref();
  return {
    end: async () => {
      clearInterval(timer);
      await read();
      const used = [...latest].map(([id, ms]) => ms - (before.get(id) ?? 0));
      return latest.size === 0 ? null : used.reduce((sum, ms) => sum + ms, 0);
    },
  };
}

/** Milliseconds of processor time so far by the id of each of the extension's processes; none where nothing tells them. */
async function extensionCpu(session: CDPSession): Promise<Map<number, number>> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const all = await Promise.all(
    processInfo.map(async ({ id, cpuTime }) => {
      const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      return command.includes('--extension-process') ? ([id, cpuTime * 1000] as const) : null;
    }),
  );
  return new Map(all.filter((one) => one !== null));
}
