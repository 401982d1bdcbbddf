import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { foundOnDisk } from '../support/find-secrets.ts';
import { expectState, signInByPopup, useBed } from './bed.ts';

const bed = useBed();

let profile = '';
afterEach(() => rm(profile, { recursive: true, force: true }));

/** Where a browser keeps the addresses that it has shown. */
const KEPT_ADDRESSES = /(History|Sessions|places\.sqlite|sessionstore)/;

/** What stands in the address of a request to sign in, and in that of a page which is told apart by it. */
const REQUEST = { kind: 'request', value: 'code_challenge_method', clientId: '' };
const VISIT = { kind: 'visit', value: 'a-page-of-a-person-and-no-sign-in', clientId: '' };

it('leaves no request to sign in among the addresses that a browser keeps, and lets a person in', async () => {
  profile = await mkdtemp(join(tmpdir(), 'profile-'));
  const realm = await bed.realm();
  await bed.launch({ profile });
  await bed.configure('tab', realm);
  await bed.browser.newTab(`${realm.otherApp.callbackUrl}?page=${VISIT.value}`);
  await signInByPopup(bed, await bed.browser.openPopup(), realm);
  await expectState(await bed.browser.openPopup(), realm, 'signed-in');
  await bed.browser.close();
  const kept = async (what: typeof REQUEST) =>
    (await foundOnDisk(profile, [what])).filter((line) => KEPT_ADDRESSES.test(line));
  expect(await kept(VISIT)).not.toEqual([]);
  expect(await kept(REQUEST)).toEqual([]);
});
