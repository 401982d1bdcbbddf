import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT } from '../support/browser.ts';
import type { TestRealm } from '../support/op.ts';
import { expectResult, expectText, openSignedIn, signedOutPage, useBed } from './bed.ts';

const bed = useBed();
let directory = '';
let packed = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'full-signout-packed-'));
  const args = ['build', '--source-dir', BUILT.firefox, '--artifacts-dir', directory];
  await promisify(execFile)('node_modules/.bin/web-ext', args);
  packed = join(directory, (await readdir(directory))[0] ?? '');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The example as it stands, but for where the extension is and for the realm. */
async function example(realm: TestRealm): Promise<string> {
  const text = await readFile('examples/policy/firefox-policies.json', 'utf8');
  return text
    .replace('https://downloads.example.org/full-signout/full-signout.xpi', pathToFileURL(packed).href)
    .replace('https://sso.example.org/realms/staff', realm.issuer);
}

describe('a browser that the policy gives the extension to', () => {
  it('signs out of the policy’s realm, verified', async () => {
    const realm = await bed.realm();
    await bed.launch({ policy: await example(realm), installedByPolicy: true });
    // The person allows the realm's host; the own realm of the same issuer does not count.
    const popup = await openSignedIn(bed, 'background', realm);
    await expectText(popup, 'Staff');
    await popup.click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });
});
