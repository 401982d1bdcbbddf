import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { TestPage } from '../support/browser.ts';
import { foundIn, foundOnDisk } from '../support/find-secrets.ts';
import type { Secret } from '../support/op.ts';
import { OTHER_APP } from '../support/other-app.ts';
import {
  answerQuestion,
  expectResult,
  expectState,
  expectText,
  expectWaiting,
  signedOutPage,
  signInByOtherApp,
  signInByPopup,
  useBed,
} from './bed.ts';

const bed = useBed();

/** What a page says into its console, which has to be found: the search looks where that goes. */
const SAID: Secret = { kind: 'said', value: 'said-into-the-console-by-a-page', clientId: '' };

let profile = '';
afterEach(() => rm(profile, { recursive: true, force: true }));

/** All that a browser has stored for this extension: what pages read, and the records that hold tokens. */
async function stored(page: TestPage): Promise<{ read: string; kept: string }> {
  type Areas = Record<'local' | 'session', { get(keys: null): Promise<Record<string, unknown>> }>;
  const { local, session } = await page.evaluate(async () => {
    const { browser, chrome } = globalThis as unknown as Record<'browser' | 'chrome', { storage: Areas }>;
    const { storage } = browser ?? chrome;
    return { local: await storage.local.get(null), session: await storage.session.get(null) };
  });
  const hidden = Object.entries(session).filter(([key]) => /\/(session|form|pending):/.test(key));
  const shown = Object.entries(session).filter(([key]) => !hidden.some(([other]) => other === key));
  return { read: JSON.stringify([local, shown]), kept: JSON.stringify(hidden) };
}

/** All that stands on a page, and in the files that it offers. */
function contents(page: TestPage): Promise<string> {
  return page.evaluate(() => {
    const files = [...document.querySelectorAll<HTMLAnchorElement>('a[download]')];
    return document.documentElement.outerHTML + files.map(({ href }) => decodeURIComponent(href)).join();
  });
}

it('leaves no token, code, verifier or state where anybody can come upon it, from a look to the result', async () => {
  profile = await mkdtemp(join(tmpdir(), 'profile-'));
  const secrets: Secret[] = [];
  const witness = (secret: Secret) => void secrets.push(secret);
  const [adopted, signedIn, asking] = [
    await bed.realm({ witness }),
    await bed.realm({ witness }),
    await bed.realm({ witness, asks: true }),
  ];
  const all = [adopted, signedIn, asking];
  await bed.launch({ profile });
  await bed.configure('tab', ...all);
  await signInByOtherApp(bed, adopted);
  const popup = await bed.browser.openPopup();
  await expectState(popup, adopted, 'signed-in');
  await signInByPopup(bed, popup, signedIn);
  await signInByPopup(bed, await bed.browser.openPopup(), asking);
  const seen = [await contents(await bed.browser.openPopup())];

  const options = await bed.browser.openExtensionPage('/options.html#transfer');
  await expectText(options, 'Export settings');
  await options.evaluate((text) => console.log(text), SAID.value);
  const whileIn = await stored(options);
  seen.push(await contents(options), ...(await bed.browser.addresses()));

  await (await bed.browser.openPopup()).click('Sign out of everything');
  await expectWaiting(bed);
  seen.push(...(await bed.browser.addresses()));
  await answerQuestion(bed);
  const result = await signedOutPage(bed);
  for (const realm of all) await expectResult(result, realm, 'verified');
  const after = await stored(options);
  seen.push(await contents(result), ...(await bed.browser.addresses()));
  await bed.browser.close();

  const theirs = secrets.filter(({ clientId }) => clientId === OTHER_APP);
  const ours = secrets.filter(({ clientId }) => clientId !== OTHER_APP);
  const kinds = ['access_token', 'code', 'code_verifier', 'id_token', 'id_token_hint', 'state'];
  expect([...new Set(ours.map(({ kind }) => kind))]).toEqual(expect.arrayContaining(kinds));
  // What is to be found is: an ordinary app's code stands in the history, and the tokens are kept where no page reads.
  expect((await foundOnDisk(profile, theirs)).join()).toMatch(/(History|places\.sqlite): code, state/);
  expect((await foundOnDisk(profile, [SAID])).join()).toContain('said');
  expect(foundIn(whileIn.kept, ours)).toEqual(expect.arrayContaining(['access_token', 'id_token']));

  expect(await foundOnDisk(profile, ours)).toEqual([]);
  expect(foundIn(seen.join('\n'), ours)).toEqual([]);
  expect(foundIn(whileIn.read + after.read, ours)).toEqual([]);
});
