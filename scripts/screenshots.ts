// npm run screenshots: the pictures of README, of the extension as it is built, on a real Keycloak. Also narrow, to be looked at.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EMPTY_SETTINGS } from '../lib/settings/schema.ts';
import { answerAboutApps } from '../tests/support/apps/try-out.ts';
import { connectUpstream } from '../tests/support/apps/upstream.ts';
import { signInToApp } from '../tests/support/apps/visit.ts';
import { atExit } from '../tests/support/at-exit.ts';
import type { TestPage } from '../tests/support/browser.ts';
import { buildExtension } from '../tests/support/build.ts';
import { namesApps } from '../tests/support/in-page.ts';
import { look, settle } from '../tests/support/truth/act.ts';
import { redirectToUpstream } from '../tests/support/truth/admin.ts';
import { signInAtAccount } from '../tests/support/truth/person.ts';
import type { Rig } from '../tests/support/truth/rig.ts';
import { NEWEST, type RunningServer, startServer } from '../tests/support/truth/servers.ts';
import { entryOf, listedApps, openStage, type Stage } from '../tests/support/truth/stage.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { step } from './step.ts';

const PICTURES = join('docs', 'images');
const NARROW = join('reports', 'narrow');
const NARROW_PX = 360;

const PAYROLL = { host: 'payroll', name: 'Payroll' };

/** What is set up, done and taken, in a browser of its own, and what its person has allowed. */
const SCENES: [title: string, rig: Rig, take: (stage: Stage) => Promise<void>][] = [
  ['Apps that are left, and the one question about them', 'chromium-allowed', appsLeft],
  ['A realm that signs in again by itself', 'chromium-allowed', again],
  ['A realm that cannot be asked silently', 'chromium', asksThePerson],
];

// From here on a signal ends this process by its exit event, which takes the server and the browsers along.
atExit(() => undefined);
await step('Build the extension', () => buildExtension(process.cwd(), 'chromium'));
const server = await step('Start Keycloak', () => startServer(NEWEST));
try {
  for (const directory of [PICTURES, NARROW]) await mkdir(directory, { recursive: true });
  for (const [title, rig, take] of SCENES) await step(title, () => play(rig, take, server));
} finally {
  await server.stop();
}

async function play(rig: Rig, take: (stage: Stage) => Promise<void>, on: RunningServer): Promise<void> {
  const stage = await openStage(rig, on, 'registered');
  try {
    await take(stage);
  } finally {
    await stage.close();
  }
}

/** One app is listed, one learns of nothing, and one is out by itself. Each sends strangers to its realm at once. */
async function appsLeft(stage: Stage): Promise<void> {
  const support = await stage.realm({ label: 'Support' });
  const staff = await stage.realm({ label: 'Staff' });
  const wiki = await stage.app(support, { eager: true });
  const helpdesk = await stage.app(support, { host: 'helpdesk', name: 'Helpdesk', eager: true });
  const payroll = await stage.app(staff, { ...PAYROLL, eager: true, learns: 'back-channel' });
  await stage.configure([support, { apps: listedApps([helpdesk]) }], staff);
  for (const app of [wiki, helpdesk, payroll]) await signInToApp(stage.browser, app);
  const { popup } = await look(stage.browser);
  await waitFor('the apps in the popup', () => popup.evaluate(namesApps, 2));
  await popup.screenshot(join(PICTURES, 'popup.png'));
  await popup.click('Sign out of everything');
  const page = await resultOf(stage);
  await picture(page, 'apps-open');
  await answerAboutApps(page);
  await picture(page, 'signed-out');
}

/** The provider's realm is one of those that are not to be looked for, as one of another company would be. */
async function again(stage: Stage): Promise<void> {
  const { browser, server } = stage;
  const staff = await stage.realm({ label: 'Staff' });
  const support = await stage.realm({ label: 'Support' });
  const office = await stage.realm({ host: 'localhost' });
  await connectUpstream(server.asAdmin, staff, office, {});
  await redirectToUpstream(server, staff);
  const payroll = await stage.app(staff, { ...PAYROLL, eager: true });
  const realms = [{ ...entryOf(staff), apps: listedApps([payroll]) }, entryOf(support)];
  await browser.configure({ ...EMPTY_SETTINGS, realms, ignored: [office.issuer] });
  for (const realm of [office, support]) await signInAtAccount(stage, realm);
  await signInToApp(browser, payroll);
  await signOut(stage);
  await picture(await resultOf(stage), 'signed-in-again');
}

/** Nobody has registered a client there, and its host is not allowed: Keycloak itself asks, in a tab, which the person closes. */
async function asksThePerson(stage: Stage): Promise<void> {
  const staff = await stage.realm({ label: 'Staff', bare: true });
  const support = await stage.realm({ label: 'Support' });
  await stage.configure(staff, support);
  for (const realm of [staff, support]) await signInAtAccount(stage, realm);
  await signOut(stage);
  await (await stage.browser.findPage(`${staff.issuer}/protocol/openid-connect/logout`)).close();
  await picture(await resultOf(stage), 'asks-you');
}

async function signOut({ browser }: Stage): Promise<void> {
  const { popup } = await look(browser);
  await popup.click('Sign out of everything');
}

async function resultOf({ browser }: Stage): Promise<TestPage> {
  const page = await browser.findPage(`${browser.extensionOrigin}/signed-out.html`);
  await settle(browser, async () => false);
  return page;
}

async function picture(page: TestPage, name: string): Promise<void> {
  await page.screenshot(join(PICTURES, `${name}.png`));
  await page.resize(NARROW_PX);
  await page.screenshot(join(NARROW, `${name}.png`));
  await page.resize(1000);
}
