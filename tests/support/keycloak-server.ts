import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import project from '../../package.json' with { type: 'json' };
import { atExit } from './at-exit.ts';
import type { KeycloakAddress } from './keycloak.ts';
import { waitFor } from './wait-for.ts';

const SHARED = ['lib', 'conf', 'providers'];
const START_LIMIT = 180_000;
const ADMIN = { username: 'admin', password: 'admin' };

/** A Keycloak that runs as a child of this process. */
export type KeycloakServer = KeycloakAddress & { stop(): Promise<void> };

/**
 * Which Keycloak to start: its version, the project's own where not given, a directory of themes for its pages, and whether it keeps
 * them, as every server does that is not one for development.
 */
export type KeycloakChoice = { version?: string; themes?: string; keepsPages?: boolean };

/**
 * Without these, development mode makes the templates of each page anew: 22 ms for the logout question here, and not 3.
 * @see https://www.keycloak.org/ui-customization/themes
 */
const KEEP_PAGES = ['--spi-theme--cache-themes=true', '--spi-theme--cache-templates=true'];

/**
 * Starts a real Keycloak on a free loopback port, with its data in a temporary directory, and waits until it answers.
 * It and all it starts end with this process.
 * @param root the project's directory.
 * @throws {Error} with the end of Keycloak's log, when it does not answer within 180 s.
 */
export async function startKeycloak(root: string, choice: KeycloakChoice = {}): Promise<KeycloakServer> {
  const { version = project.config.keycloak, themes, keepsPages = false } = choice;
  const dist = join(root, '.cache', `keycloak-${version}`);
  const home = await makeHome(dist, themes ?? join(dist, 'themes'));
  const log = join(home, 'keycloak.log');
  const child = await spawnKeycloak(home, log, keepsPages ? KEEP_PAGES : []);
  const ended = once(child, 'close');
  const kill = (): void => killGroup(child);
  const forget = atExit(kill);
  const stop = async (): Promise<void> => {
    kill();
    await ended;
    forget();
    await rm(home, { recursive: true, force: true });
  };
  try {
    const url = await waitFor('Keycloak to answer', () => listeningAt(log, child), START_LIMIT);
    return { url, ...ADMIN, stop };
  } catch (error) {
    const text = await readFile(log, 'utf8').catch(() => '');
    await stop();
    throw new Error(`Keycloak did not start:\n${text.split('\n').slice(-30).join('\n')}`, { cause: error });
  }
}

/** A home of its own, so that two can run at once; the big parts are those of the one download. */
async function makeHome(dist: string, themes: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'full-signout-keycloak-'));
  await mkdir(join(home, 'data'));
  await cp(join(dist, 'bin'), join(home, 'bin'), { recursive: true });
  for (const part of SHARED) await symlink(join(dist, part), join(home, part));
  await symlink(themes, join(home, 'themes'));
  return home;
}

async function spawnKeycloak(home: string, log: string, more: string[]): Promise<ChildProcess> {
  const out = await open(log, 'w');
  const args = ['start-dev', '--http-host=127.0.0.1', '--http-port=0', ...more];
  const child = spawn(join(home, 'bin', 'kc.sh'), args, {
    detached: true,
    stdio: ['ignore', out.fd, out.fd],
    env: {
      ...process.env,
      KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
      KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      // Up to Keycloak 25.
      KEYCLOAK_ADMIN: ADMIN.username,
      KEYCLOAK_ADMIN_PASSWORD: ADMIN.password,
    },
  });
  await out.close();
  return child;
}

async function listeningAt(log: string, child: ChildProcess): Promise<string | undefined> {
  const url = /Listening on: (http:\/\/127\.0\.0\.1:\d+)/.exec(await readFile(log, 'utf8'))?.[1];
  // With no process there is nothing to wait for, and the caller shows the log.
  if (!url && child.exitCode !== null) return '';
  return url;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
