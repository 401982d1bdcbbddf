// npm run bench [-- --quick | --idle]
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { atExit } from '../tests/support/at-exit.ts';
import { buildExtension } from '../tests/support/build.ts';
import { drawCharts } from './bench/charts.ts';
import { writeFigures } from './bench/document.ts';
import type { Section } from './bench/figures.ts';
import { firefox } from './bench/firefox.ts';
import { type BenchGround, openGround } from './bench/ground.ts';
import { type IdleBrowser, leaveAlone } from './bench/idle.ts';
import { describeMachine } from './bench/machine.ts';
import { manyRealms } from './bench/many-realms.ts';
import { oneBad } from './bench/one-bad.ts';
import { oneRealm } from './bench/one-realm.ts';
import { popup } from './bench/popup.ts';
import { printSection } from './bench/print.ts';
import { processors } from './bench/processors.ts';
import { questions } from './bench/questions.ts';
import { sizes } from './bench/sizes.ts';
import { isMet, isOutOfReach } from './bench/stats.ts';
import { warmUp } from './bench/warm-up.ts';
import { worker } from './bench/worker.ts';
import { step } from './step.ts';

type Part = {
  name: string;
  run: (ground: BenchGround, idle: IdleBrowser) => Promise<Section[]>;
  /** Left out of the quick bench: it only informs. */
  informs?: true;
};

const PARTS: Part[] = [
  { name: 'One realm', run: oneRealm },
  { name: 'Many realms', run: manyRealms },
  { name: 'Processors', run: processors, informs: true },
  { name: 'Questions', run: questions, informs: true },
  { name: 'One bad realm', run: oneBad, informs: true },
  { name: 'Firefox', run: firefox, informs: true },
  { name: 'Popup', run: popup },
  { name: 'Worker', run: worker, informs: true },
  { name: 'Idle', run: (_ground, idle) => idle.seen() },
  { name: 'Sizes', run: sizes },
];

const TEN_IDLE_MINUTES: Part[] = [
  { name: 'Ten idle minutes', run: (_ground, idle) => idle.untilTenMinutes().then(idle.seen) },
];

const REPORT = 'reports/bench.json';

const { values: wanted } = parseArgs({ options: { quick: { type: 'boolean' }, idle: { type: 'boolean' } } });
const closers: (() => Promise<unknown>)[] = [];
// From here on a signal ends this process by its exit event, which takes the server and the browsers along.
atExit(() => undefined);
try {
  await bench(wanted.idle ? TEN_IDLE_MINUTES : PARTS);
} finally {
  for (const close of closers.reverse()) await close();
}

async function bench(parts: Part[]): Promise<void> {
  const quick = (wanted.quick || wanted.idle) ?? false;
  if (!quick) await step('Build the extension for Firefox', () => buildExtension(process.cwd(), 'firefox'));
  const ground = await openGround(quick, (close) => closers.push(close));
  await step('Warm Keycloak up', () => warmUp(ground));
  const machine = await describeMachine(ground);
  const sections = await takeParts(ground, parts);
  for (const section of sections) printSection(section);
  console.log(
    `\n${Object.entries(machine)
      .map(([what, words]) => `${what}: ${words}`)
      .join('\n')}`,
  );
  await mkdir(dirname(REPORT), { recursive: true });
  await writeFile(REPORT, `${JSON.stringify({ machine, rounds: ground.rounds, sections }, null, 2)}\n`);
  if (!quick) await Promise.all([drawCharts(sections), writeFigures(machine, sections)]);
  close(sections, wanted.quick ?? false);
}

async function takeParts(ground: BenchGround, parts: Part[]): Promise<Section[]> {
  // It idles while all the others work.
  const idle = await step('Leave a browser alone', () => leaveAlone(ground));
  const sections: Section[] = [];
  for (const { name, run } of parts.filter(({ informs }) => !(informs && ground.quick)))
    sections.push(...(await step(name, () => run(ground, idle))));
  return sections;
}

/** @param isLook whether a way was taken too few times to fail anything. */
function close(sections: Section[], isLook: boolean): void {
  const floors = sections.flatMap((section) => section.floors);
  const met = floors.filter(isMet).length;
  const missed = floors.filter((floor) => !isMet(floor));
  for (const { name, measured, atMost, profile } of missed.filter(isOutOfReach))
    console.log(
      `\nOut of reach here: ${name}: ${measured.toFixed(2)} where ${atMost} was wanted; ${profile?.name} alone: ${profile?.measured.toFixed(2)}`,
    );
  console.log(`\nbench: ${met} of ${floors.length} floors met`);
  if (!isLook && !missed.every(isOutOfReach)) process.exitCode = 1;
}
