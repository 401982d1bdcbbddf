import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestRealm } from '../support/op.ts';
import { expectResult, expectState, expectText, signedOutPage, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that plants a cookie of Keycloak's name and says of itself that it is a realm; counts what is asked with cookies. */
async function trap(): Promise<{ page: string; issuer: string; withCookies: string[] }> {
  const withCookies: string[] = [];
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    const issuer = `http://${headers.host}/realms/trap`;
    if (headers.cookie && !url.startsWith('/plant')) withCookies.push(url);
    const endpoint = (name: string) => `${issuer}/protocol/openid-connect/${name}`;
    const payload = Buffer.from(JSON.stringify({ iss: issuer })).toString('base64url');
    if (url.startsWith('/plant')) {
      response.setHeader('set-cookie', `KEYCLOAK_IDENTITY=e30.${payload}.x; Path=/realms/trap/`);
      return response.end('planted');
    }
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        issuer,
        jwks_uri: endpoint('certs'),
        authorization_endpoint: endpoint('auth'),
        token_endpoint: endpoint('token'),
        userinfo_endpoint: endpoint('userinfo'),
        end_session_endpoint: endpoint('logout'),
      }),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    page: `http://127.0.0.1:${port}/plant`,
    issuer: `http://127.0.0.1:${port}/realms/trap`,
    withCookies,
  };
}

/** Runs in a page: what stands in the tag of a row. */
function tagIn(row: string): string | undefined {
  return document.querySelector(`${row} .tag`)?.textContent;
}

/** Signs in to a realm that knows nothing of the extension, and that the extension has not been told of. */
async function signInUntyped(): Promise<TestRealm> {
  const realm = await bed.realm({ bare: true });
  await bed.launch({ allowed: 'all' });
  await bed.configure('tab');
  await signInByOtherApp(bed, realm);
  return realm;
}

describe('a realm that nobody typed, its host allowed,', () => {
  it('is found by its cookie alone, and signed out of with everything, proven', async () => {
    const realm = await signInUntyped();
    const options = await bed.browser.openExtensionPage('/options.html');
    await options.click('Look again');
    await expectText(options, realm.issuer);
    await options.click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('is shown in the popup, and asked who is in from the next time on', async () => {
    const realm = await signInUntyped();
    const first = await bed.browser.openPopup();
    await expectState(first, realm, 'unknown');
    await first.close();
    const next = await bed.browser.openPopup();
    await expectState(next, realm, 'signed-in');
    await expectText(next, /alice/);
  });

  it.each([{ dark: false }, { dark: true }])(
    'is marked as found in the popup and in the options, legibly and in a narrow window, dark: $dark',
    async ({ dark }) => {
      const { page, issuer } = await trap();
      await bed.launch({ allowed: 'all', dark });
      await bed.configure('tab');
      await (await bed.browser.newTab(page)).close();
      await expectState(await bed.browser.openPopup(), { issuer }, 'unknown');
      const popup = await bed.browser.openExtensionPage('/popup.html');
      const options = await bed.browser.openExtensionPage('/options.html');
      for (const [shown, row] of [
        [popup, `li[data-realm="${issuer}"] .name`],
        [options, `li[data-found="${issuer}"] .facts`],
      ] as const) {
        await expectText(shown, issuer.split('/')[2] ?? '');
        expect(await shown.evaluate(tagIn, row)).toBe('found');
        expect(await accessibilityFaults(shown)).toEqual([]);
        await shown.resize(180);
        const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
        await expect.poll(() => shown.evaluate(sideways)).toBe(0);
      }
      await expectText(popup, 'Until you keep it, only the button signs it out.');
    },
  );

  it('can be kept, or ignored and looked for again', async () => {
    const realm = await signInUntyped();
    const options = await bed.browser.openExtensionPage('/options.html');
    await options.click('Look again');
    await options.click(`Ignore ${realm.name}`);
    await expectText(options, `${realm.name} is not shown any more.`);
    await options.click('Undo');
    await options.click(`Keep ${realm.name}`);
    await expectText(options, `${realm.name} is kept.`);
    await options.click(`Remove ${realm.name}`);
    await expectText(options, `${realm.name} has been removed.`);
  });

  it('gets nothing of the person’s before it was shown, where its cookie was planted', async () => {
    const { page, issuer, withCookies } = await trap();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab');
    await (await bed.browser.newTab(page)).close();
    const popup = await bed.browser.openPopup();
    await expectState(popup, { issuer }, 'unknown');
    expect(withCookies).toEqual([]);
  });
});
