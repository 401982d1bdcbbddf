// npm run test:attacks [-- --without]
import { parseArgs } from 'node:util';
import { type AttackResult, runAttacks } from './vitest-run.ts';

const { values } = parseArgs({ options: { without: { type: 'boolean', default: false } } });
const wanted = values.without ? 'succeeds' : 'refused';
const { attacks, counts } = await runAttacks(values.without);
const right = attacks.filter(({ passed }) => passed).length;

for (const one of attacks) console.log(lineOf(one));
if (counts.failed > 0) console.log(`\n${counts.failures.join('\n\n')}`);
console.log(
  values.without
    ? `\n${right} of ${attacks.length} succeed without their defence`
    : `\nattacks: ${right} of ${attacks.length} refused`,
);
if (counts.failed > 0 || attacks.length === 0) process.exitCode = 1;

function lineOf({ id, what, passed }: AttackResult): string {
  return `${(passed ? wanted : `NOT ${wanted}`).padEnd(14)}${id.padEnd(36)}${what}`;
}
