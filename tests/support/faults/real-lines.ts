import type { BrowserName } from '../browser.ts';
import { share } from '../lanes.ts';
import type { RunningServer } from '../truth/servers.ts';
import { type Bench, openBench, type RealRig, rigsOf } from './bench.ts';
import { CORNERS, type Corner } from './corners.ts';
import type { Complaint, Outcome, Print } from './ending.ts';
import { IN_BROWSER } from './in-browser.ts';
import { REAL_ACTS, type RealAct, realSteps, tryReal } from './real.ts';
import type { Step } from './steps.ts';
import { WIRE_FAULTS } from './wire.ts';

/** How many browsers work at a time. */
const LANES = 2;

/** One line that is still to be taken. */
type Job = { where: string; run(bench: Bench): Promise<Outcome> };

/** Which lines are taken: `some` is each fault on the wire once in all and some of the others; and of these those that `named` is in. */
export type Choice = { some: boolean; named: string };

/**
 * Tries faults in a real browser: every fault on the wire in each act, each at another step, and what may happen in the browser, with
 * both kinds of client.
 */
export async function realLines(
  browser: BrowserName,
  server: RunningServer,
  { some, named }: Choice,
  print: Print,
): Promise<void> {
  for (const [at, rig] of rigsOf(browser).entries()) {
    const benches = await Promise.all(Array.from({ length: LANES }, () => openBench(rig, server)));
    try {
      const jobs = await jobsOf(rig, benches, some ? at : null);
      const wanted = jobs.filter(({ where }) => where.includes(named));
      await share(wanted, benches, (job, bench) => takeJob(job, bench, print));
    } finally {
      await Promise.all(benches.map(({ close }) => close()));
    }
  }
}

async function takeJob({ where, run }: Job, bench: Bench, print: Print): Promise<void> {
  await run(bench).then(
    ({ first, again, complaints }) =>
      print(where, `${first.kind} (${first.words}), then ${again.kind} (${again.words})`, complaints),
    // One that breaks is not well either, and the next one is to be tried all the same.
    (error: Error) => print(where, `broke: ${error.message}`, ['broke'] satisfies Complaint[]),
  );
}

/** @param part which part of all is taken, by the place of its rig; null takes all. */
async function jobsOf(rig: RealRig, benches: Bench[], part: number | null): Promise<Job[]> {
  const steps = new Map<RealAct, Step[]>();
  await share(REAL_ACTS, benches, async (act, bench) => void steps.set(act, await realSteps(bench, act)));
  const onTheWire = REAL_ACTS.flatMap((act, at) =>
    wireJobs(rig, act, steps.get(act) ?? [], part === null ? null : part * REAL_ACTS.length + at),
  );
  const corners = CORNERS.filter(({ rigs }) => rigs(rig)).flatMap((corner) => cornerJobs(rig, corner, part));
  const chosen = IN_BROWSER.filter((_, at) => part === null || at % 4 === part);
  const local = chosen.filter(({ rigs }) => rigs?.(rig) ?? true);
  const inBrowser = local.map(({ name, act, run }) => ({ where: `${rig.name} | ${act} | ${name}`, run }));
  return [...onTheWire, ...corners, ...inBrowser];
}

function wireJobs(rig: RealRig, act: RealAct, steps: Step[], part: number | null): Job[] {
  const of = 2 * REAL_ACTS.length;
  const chosen = [...WIRE_FAULTS.entries()].filter(([at]) => part === null || at % of === part);
  return chosen.flatMap(([at, fault]): Job[] => {
    const step = steps[at % steps.length];
    if (!step) return [];
    const where = `${rig.name} | ${act} | ${step} | ${fault.name}`;
    return [{ where, run: (own) => tryReal(own, act, step, fault) }];
  });
}

const SIGN_OUT = 'sign out after a look';

/** Some faults each, others in each corner; none where only some are to be tried. */
function cornerJobs(rig: RealRig, { step, open }: Corner, part: number | null): Job[] {
  const corner = CORNERS.findIndex((one) => one.step === step);
  const chosen = WIRE_FAULTS.filter((_, at) => part === null && at % CORNERS.length === corner);
  return chosen.map((fault) => ({
    where: `${rig.name} | ${SIGN_OUT} | ${step} | ${fault.name}`,
    run: async (bench) => tryReal(await open(bench), SIGN_OUT, step, fault),
  }));
}
