import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { signOutClient } from '../support/addresses.ts';
import { askUserinfo, createFormClient } from '../support/form-client.ts';
import { type Op, openOp, type TestRealm } from '../support/op.ts';

const [postLogoutUri = ''] = signOutClient().postLogoutRedirectUris;

let op: Op;
let realm: TestRealm;

beforeAll(async () => {
  op = await openOp(inject('op'));
  realm = await op.addRealm('support-check');
});

afterAll(() => op?.stop());

test('a login makes one session on the server, which prompt=none finds', async () => {
  const client = createFormClient();
  expect(await realm.liveSessions()).toBe(0);
  expect((await client.askSilently(realm.issuer)).get('error')).toBe('login_required');

  const { id_token } = await client.signIn(realm.issuer);

  const claims = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ iss: realm.issuer, nonce: 'n', preferred_username: 'alice' });
  expect(claims.sid).toBeTypeOf('string');
  expect(await realm.liveSessions()).toBe(1);
  const answer = await client.askSilently(realm.issuer);
  expect(answer.get('code')).toBeTruthy();
  expect(answer.get('iss')).toBe(realm.issuer);
  await realm.endSessionsAsAdmin();
  expect((await client.askSilently(realm.issuer)).get('error')).toBe('login_required');
});

test('a matching hint ends the session and redirects, and its tokens are refused', async () => {
  const client = createFormClient();
  const { id_token, access_token } = await client.signIn(realm.issuer);
  expect((await askUserinfo(realm.issuer, access_token)).status).toBe(200);
  const request = { id_token_hint: id_token, post_logout_redirect_uri: postLogoutUri, state: 'S' };

  for (const _time of ['first', 'again']) {
    const answer = await client.endSession(realm.issuer, request);
    expect(answer.headers.get('location')).toBe(`${postLogoutUri}?state=S`);
  }

  expect(await realm.liveSessions()).toBe(0);
  expect((await askUserinfo(realm.issuer, access_token)).status).toBe(401);
  expect((await client.askSilently(realm.issuer)).get('error')).toBe('login_required');
});

test('a request that names no session comes back where nobody is signed in, also by a cookie that is left', async () => {
  const client = createFormClient();
  const request = { client_id: 'full-signout', post_logout_redirect_uri: postLogoutUri, state: 'S' };
  const comesBack = async () => (await client.endSession(realm.issuer, request)).headers.get('location');
  expect(await comesBack()).toBe(`${postLogoutUri}?state=S`);
  await client.signIn(realm.issuer);
  expect(await comesBack()).toBeNull();
  expect(await realm.liveSessions()).toBe(1);
  await realm.endSessionsAsAdmin();
  expect(await comesBack()).toBe(`${postLogoutUri}?state=S`);
  expect((await client.askSilently(realm.issuer)).get('error')).toBe('login_required');
});

test('without a hint, and with the hint of an older session, it asks and the session lives on', async () => {
  const client = createFormClient();
  const older = await client.signIn(realm.issuer);
  await realm.endSessionsAsAdmin();
  const newer = await client.signIn(realm.issuer);
  const target = { post_logout_redirect_uri: postLogoutUri, client_id: 'full-signout' };

  for (const request of [target, { ...target, id_token_hint: older.id_token }]) {
    expect((await client.endSession(realm.issuer, request)).status).toBe(200);
  }

  expect(await realm.liveSessions()).toBe(1);
  expect((await askUserinfo(realm.issuer, newer.access_token)).status).toBe(200);
  await realm.endSessionsAsAdmin();
});

test('an unregistered post-logout address is refused', async () => {
  const client = createFormClient();
  const { id_token } = await client.signIn(realm.issuer);
  const request = { id_token_hint: id_token, post_logout_redirect_uri: 'https://elsewhere.example/' };
  expect((await client.endSession(realm.issuer, request)).status).toBe(400);
  expect(await realm.liveSessions()).toBe(1);
  await realm.endSessionsAsAdmin();
});

test('the token endpoint refuses an Origin that is not registered', async () => {
  const discovery = await (await fetch(`${realm.issuer}/.well-known/openid-configuration`)).json();
  const ask = (origin: string) =>
    fetch(discovery.token_endpoint, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'full-signout',
        code: 'none',
      }),
    });
  const [registered = ''] = signOutClient().webOrigins;

  const refused = await ask('chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba');
  expect([refused.status, await refused.json()]).toEqual([403, { error: 'Invalid origin' }]);
  const taken = await ask(registered);
  expect([taken.status, taken.headers.get('access-control-allow-origin')]).toEqual([400, registered]);
});

test('the relay cuts, holds and restores the way to one realm', async () => {
  const discovery = `${realm.issuer}/.well-known/openid-configuration`;
  const ask = () => fetch(discovery, { signal: AbortSignal.timeout(1000) });
  expect((await ask()).ok).toBe(true);
  await realm.relay.cut();
  await expect(ask()).rejects.toThrow('fetch failed');
  await realm.relay.restore();
  expect((await ask()).ok).toBe(true);
  realm.relay.hold();
  await expect(ask()).rejects.toThrow('aborted');
  await realm.relay.restore();
  expect((await ask()).ok).toBe(true);
});
