import { createHash, randomBytes } from 'node:crypto';
import { ALICE } from '../addresses.ts';
import type { App } from '../apps/app.ts';
import { signInToPage } from '../apps/visit.ts';
import type { TestBrowser } from '../browser.ts';
import { createFormClient } from '../form-client.ts';
import { fillSignInForm } from '../in-page.ts';
import type { TestRealm } from '../op.ts';
import { waitFor } from '../wait-for.ts';
import type { Stage } from './stage.ts';

const LIMIT_MS = 30_000;

/** Who signs in. */
export type Person = { username: string; password: string };

/** Signs alice, or another, in at the realm's account console, which is Keycloak's own page and no app: her session holds no app. */
export async function signInAtAccount(
  { browser }: Pick<Stage, 'browser'>,
  realm: TestRealm,
  extra: Record<string, string> = {},
  who: Person = ALICE,
): Promise<void> {
  const landing = `${realm.issuer}/account/`;
  await signInThrough(browser, authorizationUrl(realm, 'account-console', landing, extra), landing, who);
}

/** Signs alice in to Keycloak's admin console, and leaves its tab open. */
export async function signInAtAdminConsole({ browser }: Stage, realm: TestRealm): Promise<void> {
  const { origin } = new URL(realm.issuer);
  const landing = `${origin}/admin/${realm.name}/console/`;
  await signInThrough(browser, authorizationUrl(realm, 'security-admin-console', landing, {}), landing);
}

/** Signs alice in to an app beside the session, and closes the app's tab. */
export async function signInByApp(browser: TestBrowser, { loginUrl }: Pick<App, 'loginUrl'>): Promise<void> {
  await (await signInToPage(browser, loginUrl)).close();
}

/**
 * Deletes the cookies of the realm's host and signs alice in again, so that the browser holds another session than the one
 * that the extension knows. The sign-in is made beside the browser: no tab of it comes between.
 */
export async function swapSession({ browser }: Stage, realm: TestRealm): Promise<void> {
  const client = createFormClient();
  await client.signIn(realm.issuer);
  await browser.replaceCookies(`${realm.issuer}/`, await client.cookies(`${realm.issuer}/`));
}

/** Deletes the cookies of the realm's host. */
export async function forgetCookies({ browser }: Stage, realm: TestRealm): Promise<void> {
  await browser.replaceCookies(`${realm.issuer}/`, []);
}

async function signInThrough(
  browser: TestBrowser,
  url: string,
  landing: string,
  who: Person = ALICE,
): Promise<void> {
  const tab = await browser.newTab(url);
  const arrived = async () => {
    if ((await tab.url()).startsWith(landing)) return true;
    await tab.evaluate(fillSignInForm, who.username, who.password);
    return false;
  };
  await waitFor(`${who.username} to arrive at ${landing}`, arrived, LIMIT_MS);
  await tab.close();
}

function authorizationUrl(
  { issuer }: TestRealm,
  clientId: string,
  landing: string,
  extra: Record<string, string>,
): string {
  const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
  const request = {
    client_id: clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: landing,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...extra,
  };
  return `${issuer}/protocol/openid-connect/auth?${new URLSearchParams(request)}`;
}
