import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { BUILT } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { settingsFor, useBed } from './bed.ts';

const bed = useBed();

it('has no script in any page of a site', () => {
  const manifest = readFileSync(join(BUILT[inject('browser')], 'manifest.json'), 'utf8');
  expect(JSON.parse(manifest)).not.toHaveProperty('content_scripts');
});

it('sleeps on while pages of sites are loaded, the realm’s own too, but for a sign-in to an app', async () => {
  const realm = await bed.realm();
  const browser = await bed.launch({ allowed: 'all' });
  await browser.configure(settingsFor('background', realm));
  // Again where it must be: the change of the settings may reach it only after it was stopped, and wakes it once more.
  await waitFor('the worker to stop', async () => {
    if (!(await browser.workerRuns())) return true;
    await browser.stopWorker();
    return false;
  });
  await browser.newTab(new URL('/', realm.otherApp.loginUrl).href);
  expect(await browser.workerRuns()).toBe(false);
  await browser.newTab(`${realm.issuer}/.well-known/openid-configuration`);
  expect(await browser.workerRuns()).toBe(false);
  // That it would be seen: which app it is tells where it can be asked later.
  await browser.newTab(realm.otherApp.loginUrl);
  await waitFor('the worker to wake', () => browser.workerRuns());
});
