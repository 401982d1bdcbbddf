import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GECKO_ID } from '../support/addresses.ts';
import { BUILT, withManifest } from '../support/browser.ts';
import { expectResult, expectState, openSignedIn, signedOutPage, useBed } from './bed.ts';

const bed = useBed();
const NEWER = '99.0';
let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'full-signout-packed-'));
  const builds = { own: BUILT.firefox, newer: withManifest(BUILT.firefox, () => ({ version: NEWER })) };
  for (const [name, build] of Object.entries(builds)) {
    const args = ['build', '--source-dir', build, '--artifacts-dir', directory, '--filename', `${name}.xpi`];
    await promisify(execFile)('node_modules/.bin/web-ext', args);
  }
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Has the browser install the extension from a file, as its own updates are. */
function policy(): string {
  const install_url = pathToFileURL(join(directory, 'own.xpi')).href;
  const settings = { [GECKO_ID]: { installation_mode: 'normal_installed', install_url } };
  return JSON.stringify({ policies: { ExtensionSettings: settings } });
}

/** Has the browser find the newer version, and says what it does with it. */
function findNewer(): Promise<string> | undefined {
  return bed.browser.inChrome?.(`(async () => {
    const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
    const { FileUtils } = ChromeUtils.importESModule('resource://gre/modules/FileUtils.sys.mjs');
    const install = await AddonManager.getInstallForFile(new FileUtils.File(${JSON.stringify(join(directory, 'newer.xpi'))}));
    return new Promise((done) => {
      install.addListener({
        onInstallPostponed: () => done('waits'),
        onInstallEnded: () => done('installed'),
        onInstallFailed: ({ error }) => done('failed: ' + error),
      });
      install.install();
    });
  })()`);
}

function version(): Promise<string> | undefined {
  return bed.browser.inChrome?.(
    `Promise.resolve(WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)})?.extension.version)`,
  );
}

describe('an update that the browser finds in the middle of a sign-out', () => {
  it('waits until that is over and its page has been closed', async () => {
    const realm = await bed.realm();
    await bed.launch({ policy: policy(), installedByPolicy: true });
    const popup = await openSignedIn(bed, 'tab', realm);
    realm.relay.hold();
    await popup.click('Sign out of everything');
    await expectState(popup, realm, 'working');
    expect(await findNewer()).toBe('waits');
    await realm.relay.restore();
    const result = await signedOutPage(bed);
    await expectResult(result, realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
    await popup.close();
    expect(await version()).not.toBe(NEWER);
    await result.close();
    await expect.poll(version, { timeout: 30_000 }).toBe(NEWER);
  });
});
