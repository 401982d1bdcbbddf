import { execFileSync } from 'node:child_process';
import { arch, cpus, release, totalmem, type } from 'node:os';
import project from '../../package.json' with { type: 'json' };
import { firefoxPath } from '../../tests/support/firefox.ts';
import type { BenchGround } from './ground.ts';

/** What the figures were taken on, in words, by what each tells of. */
export type Machine = Record<
  'processor' | 'memory' | 'system' | 'Node' | 'Chromium' | 'Firefox' | 'Keycloak',
  string
>;

/** Says what machine this is. */
export async function describeMachine({ browser }: BenchGround): Promise<Machine> {
  const [first, ...more] = cpus();
  const cores = more.length + 1;
  return {
    processor: `${first?.model.trim()}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    system: `${type()} ${release()} ${arch()}`,
    Node: process.version,
    Chromium: await browser.version(),
    Firefox: execFileSync(firefoxPath(), ['--version']).toString().trim(),
    Keycloak: project.config.keycloak,
  };
}
