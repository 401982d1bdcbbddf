import { chmod, cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CHROMIUM_ID, GECKO_ID } from './addresses.ts';
import type { BrowserName } from './browser.ts';

/** A browser under a policy: what to start instead of it, and how to leave nothing behind. */
export type GovernedBrowser = { executable: string; remove(): Promise<void> };

/**
 * Puts a browser under a policy that no other process on the machine sees: it is started in a mount namespace of its own,
 * in which a copy of the directory from which it reads policies lies over the real one. Linux, with `unshare`.
 * @param executable the browser.
 * @param directory from which the browser reads; it has to exist.
 * @param file the policy's file, relative to it.
 * @param text what stands in the file.
 */
export async function govern(
  executable: string,
  directory: string,
  file: string,
  text: string,
): Promise<GovernedBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'full-signout-policy-'));
  const over = join(home, 'over');
  // A link would be copied as one, and the policy written through it to where all browsers of the machine read it.
  const real = await realpath(directory);
  await cp(real, over, { recursive: true });
  await mkdir(dirname(join(over, file)), { recursive: true });
  await writeFile(join(over, file), text);
  const wrapper = join(home, 'browser');
  await writeFile(wrapper, script(executable, over, real));
  await chmod(wrapper, 0o755);
  return { executable: wrapper, remove: () => rm(home, { recursive: true, force: true }) };
}

function script(executable: string, over: string, directory: string): string {
  // Whoever is not root becomes so in a user namespace, where mounting is free.
  const flags = process.getuid?.() === 0 ? '-m' : '-Urm';
  const inside = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
  return `#!/bin/sh\nexec unshare ${flags} sh -c '${inside}' sh '${over}' '${directory}' '${executable}' "$@"\n`;
}

/**
 * The text of a policy's file, of a browser's own form.
 * @param document what the extension is to read.
 * @param settings what the browser is to hold it to; Chromium only.
 */
export function policyFor(browser: BrowserName, document: object, settings?: object): string {
  const chromium = {
    '3rdparty': { extensions: { [CHROMIUM_ID]: document } },
    ...(settings && { ExtensionSettings: { [CHROMIUM_ID]: settings } }),
  };
  const firefox = { policies: { '3rdparty': { Extensions: { [GECKO_ID]: document } } } };
  return JSON.stringify(browser === 'chromium' ? chromium : firefox);
}
