// npm run demo [-- --keycloak] [-- --browser chromium|firefox] [-- --headless]
import { parseArgs } from 'node:util';
import { APP_DEFAULTS, EMPTY_SETTINGS, REALM_DEFAULTS } from '../lib/settings/schema.ts';
import type { App } from '../tests/support/apps/app.ts';
import { openAppBed } from '../tests/support/apps/bed.ts';
import { atExit } from '../tests/support/at-exit.ts';
import {
  type BrowserName,
  BUILT,
  isBrowserName,
  launchBrowser,
  type TestBrowser,
} from '../tests/support/browser.ts';
import { buildExtension } from '../tests/support/build.ts';
import type { KeycloakAddress } from '../tests/support/keycloak.ts';
import { startKeycloak } from '../tests/support/keycloak-server.ts';
import { type Op, openOp, type TestRealm } from '../tests/support/op.ts';
import { guide, playMainJob } from './demo-parts.ts';
import { step } from './step.ts';

const REALMS = [
  { name: 'support', label: 'Support' },
  { name: 'staff', label: 'Staff' },
];
const DEMO_APPS = ['back-channel', 'front-channel', 'own-cookie', 'spa-local'] as const;
let keycloak: KeycloakAddress | null = null;
const closers: (() => Promise<unknown>)[] = [];

const { values } = parseArgs({
  options: {
    keycloak: { type: 'boolean', default: false },
    headless: { type: 'boolean', default: false },
    browser: { type: 'string', default: 'chromium' },
  },
});
const browserName = isBrowserName(values.browser) ? values.browser : null;
if (!browserName) throw new Error(`--browser is one of ${Object.keys(BUILT).join(', ')}`);
const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const headless = values.headless || !hasDisplay;
// From here on a signal ends this process by its exit event, which takes the servers and the browser along.
atExit(() => undefined);
try {
  await run(browserName);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
  if (headless) console.log(`demo: ${REALMS.length} realms signed out, 0 verified`);
} finally {
  for (const close of closers.reverse()) await close();
}

async function run(name: BrowserName): Promise<void> {
  await step('Build the extension', () => buildExtension(process.cwd(), name));
  const op = await step(values.keycloak ? 'Start Keycloak' : 'Start the embedded OP', startOp);
  const { realms, apps } = await step('Add the realms Support and Staff', () => addRealms(op));
  const browser = await step(`Start ${name} with the extension`, () => startBrowser(name, realms, apps));
  if (!headless) {
    await step('Open the apps and a guide', () => guide(browser, realms, apps));
    await browser.closed;
    return;
  }
  const verified = await playMainJob(browser, realms, apps);
  console.log(`demo: ${realms.length} realms signed out, ${verified} verified`);
  if (verified !== realms.length) process.exitCode = 1;
}

async function startOp(): Promise<Op> {
  const started = values.keycloak ? await startKeycloak(process.cwd()) : null;
  if (started) closers.push(started.stop);
  keycloak = started;
  const op = await openOp(keycloak ? { kind: 'keycloak', keycloak } : { kind: 'embedded' });
  closers.push(op.stop);
  return op;
}

/**
 * With a real Keycloak nothing is registered for the extension, and the first realm has apps behind it, each of which stays signed in in
 * a way of its own.
 */
async function addRealms(op: Op): Promise<{ realms: TestRealm[]; apps: App[] }> {
  const realms: TestRealm[] = [];
  let apps: App[] = [];
  for (const { name, label } of REALMS) {
    const bed = keycloak && !apps.length ? await openAppBed(op, keycloak, name, { label, bare: true }) : null;
    if (bed) closers.push(bed.close);
    if (bed) apps = DEMO_APPS.map((kind) => bed.apps[kind]);
    realms.push(bed?.realm ?? (await op.addRealm(name, { label, bare: true })));
  }
  return { realms, apps };
}

async function startBrowser(name: BrowserName, realms: TestRealm[], apps: App[]): Promise<TestBrowser> {
  // Nobody is there to answer the browser's question whether the apps may be cleared.
  const browser = await launchBrowser(name, {
    headless,
    ...(apps.length > 0 && { allowed: 'all' as const }),
  });
  closers.push(browser.close);
  await browser.configure({
    ...EMPTY_SETTINGS,
    realms: realms.map(({ name, issuer, label }, at) => ({
      ...REALM_DEFAULTS,
      id: name,
      issuer,
      label,
      apps: at === 0 ? apps.map((app) => ({ origin: app.origin, label: app.name, ...APP_DEFAULTS })) : [],
    })),
  });
  return browser;
}
