import pLimit from 'p-limit';
import puppeteer, { type Browser } from 'puppeteer-core';
import { CHROMIUM_ID, signOutClient } from '../../tests/support/addresses.ts';
import { allowAll, BUILT, withManifest } from '../../tests/support/browser.ts';
import { buildExtension } from '../../tests/support/build.ts';
import { chromiumPath, QUIET } from '../../tests/support/chromium.ts';
import { adminOf, realmRepresentation } from '../../tests/support/keycloak.ts';
import { type KeycloakServer, startKeycloak } from '../../tests/support/keycloak-server.ts';
import { waitFor } from '../../tests/support/wait-for.ts';
import { step } from '../step.ts';
import { writeEmptyExtension } from './empty-extension.ts';
import { type ExtensionKey, newExtensionKey } from './extension-key.ts';

/** The three extensions that stand side by side in one Chromium, by their ids. */
export type ExtensionIds = {
  /** Ours, with all that it may ask for allowed. */
  hosts: string;
  /** Ours, as it is installed. */
  noHosts: string;
  /** One that does nothing by itself. */
  empty: string;
};

/** A realm on Keycloak's own port, with the user alice. */
export type BenchRealm = { name: string; issuer: string };

/** What every part of the bench stands on. */
export type BenchGround = {
  keycloak: KeycloakServer;
  browser: Browser;
  ids: ExtensionIds;
  realms: BenchRealm[];
  /** How often each way is taken. */
  rounds: number;
  quick: boolean;
  /** Has something closed when the bench is over, whatever its end; the last first. */
  closeLater(close: () => Promise<unknown>): void;
};

const ROOT = process.cwd();

/** A browser keeps at most 180 cookies for a host, which fifty realms would exceed: they take turns between two. */
const HOSTS = ['127.0.0.1', 'localhost'];

/** How many realms are made at once: Keycloak makes the keys of each, which takes a core. */
const AT_ONCE = 4;

/**
 * Builds the extension, starts Keycloak and Chromium, and makes the realms.
 * @param closeLater takes what closes each of them again.
 */
export async function openGround(
  quick: boolean,
  closeLater: BenchGround['closeLater'],
): Promise<BenchGround> {
  const keys = { noHosts: newExtensionKey(), empty: newExtensionKey() };
  await step('Build the extension', () => buildExtension(ROOT, 'chromium'));
  const keycloak = await step('Start Keycloak', () => startKeycloak(ROOT));
  closeLater(keycloak.stop);
  const ids = { hosts: CHROMIUM_ID, noHosts: keys.noHosts.id, empty: keys.empty.id };
  const browser = await step('Start Chromium', () => launch(keys));
  closeLater(() => browser.close());
  await waitFor('the three extensions', async () => {
    const there = await browser.extensions();
    return Object.values(ids).every((id) => there.has(id));
  });
  const count = quick ? 10 : 50;
  const realms = await step(`Make ${count} realms`, () => makeRealms(keycloak, ids, count));
  return { keycloak, browser, ids, realms, rounds: quick ? 1 : 5, quick, closeLater };
}

function launch(keys: Record<'noHosts' | 'empty', ExtensionKey>): Promise<Browser> {
  const directories = [
    allowAll(BUILT.chromium),
    withManifest(BUILT.chromium, () => ({ key: keys.noHosts.key })),
    writeEmptyExtension(keys.empty.key),
  ];
  return puppeteer.launch({
    executablePath: chromiumPath(),
    headless: true,
    pipe: true,
    enableExtensions: directories,
    defaultViewport: null,
    args: [...QUIET, '--window-size=1000,900', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

async function makeRealms(keycloak: KeycloakServer, ids: ExtensionIds, count: number): Promise<BenchRealm[]> {
  const inTurn = pLimit(AT_ONCE);
  const { port } = new URL(keycloak.url);
  const make = async (at: number): Promise<BenchRealm> => {
    const name = `bench-${String(at + 1).padStart(2, '0')}`;
    const issuer = `http://${HOSTS[at % HOSTS.length]}:${port}/realms/${name}`;
    await adminOf(keycloak)((admin) => admin.realms.create(benchRealm(name, ids, issuer)));
    return { name, issuer };
  };
  return Promise.all(Array.from({ length: count }, (_, at) => inTurn(() => make(at))));
}

/** Events tell when a session ended on the server; a cheap hash keeps the logins out of the way of what is measured. */
function benchRealm(name: string, ids: ExtensionIds, issuer: string) {
  return {
    ...realmRepresentation(name, { client: clientOf(ids, issuer) }, { issuer }),
    passwordPolicy: 'hashAlgorithm(pbkdf2-sha512) and hashIterations(1)',
    eventsEnabled: true,
    enabledEventTypes: ['LOGOUT'],
  };
}

function clientOf(ids: ExtensionIds, issuer: string) {
  const { redirectUris, postLogoutRedirectUris } = signOutClient({}, issuer);
  const origins = Object.values(ids).map((id) => `chrome-extension://${id}`);
  const pages = [...origins.map((origin) => `${origin}/signed-out.html`), emptyPage(ids, '/back.html')];
  const identity = (path: string) => Object.values(ids).map((id) => `https://${id}.chromiumapp.org${path}`);
  return {
    redirectUris: [...new Set([...redirectUris, ...identity('/signed-in'), ...pages])],
    postLogoutRedirectUris: [...new Set([...postLogoutRedirectUris, ...identity('/signed-out'), ...pages])],
    webOrigins: origins,
  };
}

/** The address of a page of the empty extension. */
export function emptyPage({ empty }: Pick<ExtensionIds, 'empty'>, path: string): string {
  return `chrome-extension://${empty}${path}`;
}
