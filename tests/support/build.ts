import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserName } from './browser.ts';

/**
 * Builds the extension for a browser, into the directory that its driver reads.
 * @param root the project's directory.
 * @throws {Error} with the build's output.
 */
export async function buildExtension(root: string, browser: BrowserName): Promise<void> {
  const target = browser === 'firefox' ? ['-b', 'firefox', '--mv3'] : [];
  const wxt = join(root, 'node_modules/wxt/bin/wxt.mjs');
  await promisify(execFile)(process.execPath, [wxt, 'build', ...target], { cwd: root });
}
