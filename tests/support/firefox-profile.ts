import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import puppeteer from 'puppeteer-core';

/** Where the used profile is kept, relative to the project. */
const KEPT = '.cache';

/** What a Firefox that has ended leaves of itself in its profile. */
const LEFT = ['lock', '.parentlock', 'user.js'];

/**
 * Makes a profile in which Firefox has been started once and nothing else has happened: it starts in half the time, as what it makes
 * of its own parts at its first start is there.
 * @param executable Firefox, as it is installed.
 * @param given where to make it; somewhere temporary where not given.
 * @returns the profile's directory, which is the caller's to remove.
 */
export async function usedProfile(executable: string, given?: string): Promise<string> {
  const profile = given ?? (await mkdtemp(join(tmpdir(), 'full-signout-firefox-')));
  await cp(await keptProfile(executable), profile, { recursive: true });
  return profile;
}

let kept: Promise<string> | undefined;

/** One for each build of Firefox: another one could not use it. */
function keptProfile(executable: string): Promise<string> {
  kept ??= buildOf(executable).then(async (build) => {
    const directory = join(KEPT, `firefox-profile-${build}`);
    if (!existsSync(directory)) await makeProfile(executable, directory);
    return directory;
  });
  return kept;
}

/** @throws {Error} where Firefox does not say which build it is. */
async function buildOf(executable: string): Promise<string> {
  const text = await readFile(join(dirname(executable), 'application.ini'), 'utf8');
  const build = /^BuildID=(\d+)$/m.exec(text)?.[1];
  if (!build) throw new Error(`no BuildID beside ${executable}`);
  return build;
}

async function makeProfile(executable: string, directory: string): Promise<void> {
  await mkdir(KEPT, { recursive: true });
  const made = await mkdtemp(join(KEPT, 'firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: executable,
    headless: true,
    userDataDir: made,
  });
  await browser.close();
  for (const name of LEFT) await rm(join(made, name), { force: true });
  // Another process may have been quicker.
  await rename(made, directory).catch(() => rm(made, { recursive: true }));
}
