import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import type { ClientRepresentation } from '../../lib/keycloak/client-representation.ts';
import project from '../../package.json' with { type: 'json' };
import { signOutClient } from '../support/addresses.ts';
import type { TestPage } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { adminOf, type KeycloakAddress } from '../support/keycloak.ts';
import type { TestRealm } from '../support/op.ts';
import { readTest } from '../support/read-diagnosis.ts';
import { expectState, expectText, itOnlyIn, signInByPopup, useBed } from './bed.ts';

const bed = useBed();
const [WEB_ORIGIN = ''] = signOutClient().webOrigins;
const run = promisify(execFile);

function keycloak(): KeycloakAddress {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('these tests take a Keycloak');
  return op.keycloak;
}

/** A realm that does not know this extension, the browser with everything allowed, and its options page. */
async function strangeRealm(): Promise<{ realm: TestRealm; page: TestPage }> {
  const realm = await bed.realm({ client: { clientId: 'another' } });
  await bed.launch({ allowed: 'all' });
  await bed.configure('tab', realm);
  return { realm, page: await bed.browser.openExtensionPage('/options.html#admins') };
}

/** A token holds the address at which it was made, so the admin takes the realm's. */
function initialAccessToken(realm: TestRealm, webOrigins: string[]): Promise<string> {
  const url = new URL(realm.issuer).origin;
  return adminOf({ ...keycloak(), url })(async (admin) => {
    const answer = await fetch(`${url}/admin/realms/${realm.name}/clients-initial-access`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await admin.getAccessToken()}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ count: 1, expiration: 600, ...(webOrigins.length > 0 && { webOrigins }) }),
    });
    return ((await answer.json()) as { token: string }).token;
  });
}

async function register(page: TestPage, realm: TestRealm, token: string): Promise<void> {
  await tabTo(page, `Initial access token of ${realm.name}`);
  await page.type(token);
  await page.press('Enter');
}

async function expectVerifiedSignOut(realm: TestRealm): Promise<void> {
  const popup = await bed.browser.openPopup();
  await expectState(popup, realm, 'signed-out');
  await signInByPopup(bed, popup, realm);
  await (await bed.browser.openPopup()).click('Sign out of everything');
  await expectText(await bed.browser.findPage('/signed-out.html'), 'You are signed out');
  expect(await realm.liveSessions()).toBe(0);
}

describe('a realm that does not know the extension gets the client', () => {
  it('from the downloaded JSON, with nothing edited', async () => {
    const { realm, page } = await strangeRealm();
    await expectText(page, 'Download client JSON');
    const href = await page.evaluate(
      () => document.querySelector('a[download="full-signout.json"]')?.getAttribute('href') ?? '',
    );
    const client = (await (await fetch(href)).json()) as ClientRepresentation;
    await adminOf(keycloak())((admin) => admin.clients.create({ realm: realm.name, ...client }));
    expect(await readTest(bed.browser, realm.name)).toEqual([]);
    await expectVerifiedSignOut(realm);
  });

  it('from the kcadm line as it is copied', async () => {
    const { realm, page } = await strangeRealm();
    await expectText(page, 'kcadm.sh create clients');
    const line = await page.evaluate(() => document.querySelector('.command')?.textContent ?? '');
    const { url, username, password } = keycloak();
    const bin = join(import.meta.dirname, '../../.cache', `keycloak-${project.config.keycloak}`, 'bin');
    const config = join(tmpdir(), `kcadm-${process.pid}.config`);
    const script = `trap 'rm -f ${config}' EXIT
      kcadm.sh() { ${bin}/kcadm.sh "$@" --config ${config}; }
      kcadm.sh config credentials --server ${url} --realm master --user ${username} --password ${password}
      ${line}`;
    await run('bash', ['-ec', script]);
    expect(await readTest(bed.browser, realm.name)).toEqual([]);
    await expectVerifiedSignOut(realm);
  });

  it('with an initial access token, and no step is left', async () => {
    const { realm, page } = await strangeRealm();
    await register(page, realm, await initialAccessToken(realm, [WEB_ORIGIN]));
    await expectText(page, `The client full-signout is registered in ${realm.name}.`);
    expect(await page.evaluate(() => document.body.textContent)).not.toMatch('One step is left');
    expect(await readTest(bed.browser, realm.name)).toEqual([]);
    await expectVerifiedSignOut(realm);
  });

  it('with an initial access token that lists no Web Origin', async () => {
    const { realm, page } = await strangeRealm();
    await register(page, realm, await initialAccessToken(realm, []));
    await expectText(page, `The client full-signout is registered in ${realm.name}.`);
    expect(await readTest(bed.browser, realm.name)).toEqual([]);
    await expectVerifiedSignOut(realm);
  });
});

/** Answers the browser's question for the person, who says no. */
function sayNo(page: TestPage): Promise<void> {
  return page.evaluate(() => {
    const { chrome } = globalThis as unknown as { chrome: { permissions: object } };
    Object.assign(chrome.permissions, { request: async () => false });
  });
}

/** Does by the admin API the one step that the page names. */
async function addWebOrigin(page: TestPage, { name }: TestRealm): Promise<void> {
  const read = () => document.querySelector<HTMLElement>('[data-registered]')?.dataset.registered ?? '';
  const clientId = await page.evaluate(read);
  await adminOf(keycloak())(async (admin) => {
    const [client] = await admin.clients.find({ realm: name, clientId });
    if (!client?.id) throw new Error(`no client ${clientId}`);
    const webOrigins = [...(client.webOrigins ?? []), WEB_ORIGIN];
    await admin.clients.update({ realm: name, id: client.id }, { ...client, webOrigins });
  });
}

const REASON = 'Firefox sends no POST to a host that was not allowed';

/** A realm that does not know this extension, and a person who does not let it talk to the server. */
async function refusing(): Promise<{ realm: TestRealm; page: TestPage }> {
  const realm = await bed.realm({ client: { clientId: 'another' } });
  await bed.launch();
  await bed.configure('tab', realm);
  const page = await bed.browser.openExtensionPage('/options.html#admins');
  await sayNo(page);
  return { realm, page };
}

describe('an initial access token', () => {
  itOnlyIn(
    'chromium',
    REASON,
    'that lists the Web Origin registers without access to the server, and one step is left',
    async () => {
      const { realm, page } = await refusing();
      await register(page, realm, await initialAccessToken(realm, [WEB_ORIGIN]));
      await expectText(page, `One step is left: in the admin console`);
      await addWebOrigin(page, realm);
      await expectVerifiedSignOut(realm);
    },
  );

  itOnlyIn(
    'chromium',
    REASON,
    'that lists none is refused without access to the server, and it is said what to enter',
    async () => {
      const { realm, page } = await refusing();
      await register(page, realm, await initialAccessToken(realm, []));
      await expectText(page, 'could not be read, because access to it has not been allowed');
      await expectText(page, WEB_ORIGIN);
    },
  );

  it('does not replace a client that the realm has already', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const page = await bed.browser.openExtensionPage('/options.html#admins');
    await register(page, realm, await initialAccessToken(realm, [WEB_ORIGIN]));
    await expectText(page, 'The realm has a client of this ID already.');
  });
});
