import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { CHROMIUM_ID, signOutClient } from '../tests/support/addresses.ts';
import { allowAll, BUILT, withManifest } from '../tests/support/browser.ts';
import { chromiumPath, pinButtons, QUIET } from '../tests/support/chromium.ts';
import { adminOf, realmRepresentation } from '../tests/support/keycloak.ts';
import type { KeycloakServer } from '../tests/support/keycloak-server.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { newExtensionKey, writeEmptyExtension } from './empty-extension.ts';
import { fourAtATime } from './rounds.ts';
import type { BenchRealm } from './sessions.ts';
import { withWatch } from './watch-rows.ts';

/** The extensions that stand side by side in one Chromium: ours with all hosts allowed, ours as it is installed, an empty one. */
export type Which = 'allowed' | 'installed' | 'empty';

/** What the measures stand on. */
export type Rig = {
  browser: Browser;
  ids: Record<Which, string>;
  /** A page of each extension in a tab that stays. */
  desks: Record<Which, Page>;
  realms: BenchRealm[];
  keycloakPort: number;
};

/** A browser keeps at most 180 cookies for a host, which fifty realms would exceed: they take turns between two. */
const HOSTS = ['127.0.0.1', 'localhost'];

const keys = { installed: newExtensionKey(), empty: newExtensionKey() };
const IDS = { allowed: CHROMIUM_ID, installed: keys.installed.id, empty: keys.empty.id };

/** The page of the empty extension to which end-session requests in a tab come back. */
export const BACK = `chrome-extension://${IDS.empty}/back.html`;

/** Where those of a `fetch` lead: Chromium fails one that leads to a page of an extension, even where it is not followed. */
export const BACK_BY_FETCH = `https://${IDS.empty}.chromiumapp.org/signed-out`;

/** Starts Chromium with the three extensions. The extension has been built, and the realms are there. */
export async function openRig(keycloak: KeycloakServer, realms: BenchRealm[]): Promise<Rig> {
  const browser = await launch([
    withWatch(allowAll(BUILT.chromium)),
    withWatch(withManifest(BUILT.chromium, () => ({ key: keys.installed.key }))),
    writeEmptyExtension(keys.empty.key),
  ]);
  // Chromium takes some 260 ms to bring out a button that is not pinned, whoever's it is.
  await pinButtons(browser, Object.values(IDS));
  const desk = (which: Which): Promise<Page> => openDesk(browser, IDS[which]);
  const desks = {
    allowed: await desk('allowed'),
    installed: await desk('installed'),
    empty: await desk('empty'),
  };
  return { browser, ids: IDS, desks, realms, keycloakPort: Number(new URL(keycloak.url).port) };
}

/**
 * Starts Chromium with unpacked extensions.
 * @param isWatched whether a debugger sees their workers, which keeps them awake; else none does.
 */
export function launch(directories: string[], isWatched = true): Promise<Browser> {
  return puppeteer.launch({
    executablePath: chromiumPath(),
    headless: true,
    pipe: true,
    enableExtensions: directories,
    defaultViewport: null,
    targetFilter: (target) => isWatched || target.type() !== 'service_worker',
    args: [...QUIET, '--window-size=1000,900', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** Opens a page of an extension that shows nothing of it, in a tab. */
export async function openDesk(browser: Browser, id: string): Promise<Page> {
  const page = await browser.newPage();
  await waitFor(`extension ${id}`, async () => (await browser.extensions()).has(id));
  await page.goto(`chrome-extension://${id}/manifest.json`);
  return page;
}

/** Closes all tabs but those that stay, and with them whatever popup stands. */
export async function closeTabs({ browser, desks }: Rig): Promise<void> {
  const [first, ...others] = await browser.pages();
  const staying = [first, ...Object.values(desks)];
  await Promise.all(others.filter((page) => !staying.includes(page)).map((page) => page.close()));
}

/** Makes so many realms, each with alice and a client that knows all three extensions. */
export async function makeRealms(
  keycloak: KeycloakServer,
  count: number,
  through: BenchRealm['through'],
): Promise<BenchRealm[]> {
  const { port } = new URL(keycloak.url);
  // An admin's token lives for a minute unless told otherwise.
  await adminOf(keycloak)((admin) => admin.realms.update({ realm: 'master' }, { accessTokenLifespan: 600 }));
  return adminOf(keycloak)((admin) =>
    fourAtATime([...Array(count).keys()], async (at) => {
      const name = `bench-${String(at + 1).padStart(2, '0')}`;
      const issuer = `http://${HOSTS[at % HOSTS.length]}:${port}/realms/${name}`;
      await admin.realms.create(realmRepresentation(name, { client: clientOf() }));
      return { name, issuer, through };
    }),
  );
}

function clientOf() {
  const { redirectUris, postLogoutRedirectUris } = signOutClient();
  const ids = Object.values(IDS);
  const origins = ids.map((id) => `chrome-extension://${id}`);
  const pages = [...origins.map((origin) => `${origin}/signed-out.html`), BACK];
  const identity = (path: string) => ids.map((id) => `https://${id}.chromiumapp.org${path}`);
  return {
    redirectUris: [...new Set([...redirectUris, ...identity('/signed-in'), ...pages])],
    postLogoutRedirectUris: [...new Set([...postLogoutRedirectUris, ...identity('/signed-out'), ...pages])],
    webOrigins: origins,
  };
}
