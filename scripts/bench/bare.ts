/** What the bare requests need to know of a realm. `back` is the registered address of a page that the caller has. */
export type BareRealm = { issuer: string; back: string };

/** What asks: `fetch`, or what stands in for it outside a browser. */
export type Ask = (
  url: string,
  init?: RequestInit,
) => Promise<{ url: string; status: number; json(): Promise<unknown> }>;

/**
 * Takes tokens of the session in the browser, as our popup does when it opens. It stands by itself, so that it also runs in a
 * page.
 * @returns what ends that session by the requests that ours sends after the click, one after the other as ours does, and
 *   nothing else: the floor. It throws where the session has not ended.
 */
export async function prepareBare(
  { issuer, back }: BareRealm,
  ask: Ask = fetch,
): Promise<() => Promise<void>> {
  const at = `${issuer}/protocol/openid-connect`;
  const common = { client_id: 'full-signout', redirect_uri: back };
  const verifier = crypto.randomUUID() + crypto.randomUUID();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const challenge = btoa(String.fromCharCode(...new Uint8Array(digest)));
  const query = {
    ...common,
    response_type: 'code',
    scope: 'openid',
    prompt: 'none',
    nonce: crypto.randomUUID(),
    code_challenge: challenge.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
    code_challenge_method: 'S256',
  };
  const jar: RequestInit = { credentials: 'include', cache: 'no-store' };
  const params = new URLSearchParams({ ...query, state: crypto.randomUUID() });
  const code = new URL((await ask(`${at}/auth?${params}`, jar)).url).searchParams.get('code') ?? '';
  const grant = { ...common, grant_type: 'authorization_code', code, code_verifier: verifier };
  const body = new URLSearchParams(grant);
  const answer = await ask(`${at}/token`, { method: 'POST', body, credentials: 'omit' });
  const tokens = (await answer.json()) as { id_token: string; access_token: string };
  const headers = { Authorization: `Bearer ${tokens.access_token}` };
  const userinfo = () => ask(`${at}/userinfo`, { headers, credentials: 'omit', cache: 'no-store' });
  const left = { client_id: common.client_id, post_logout_redirect_uri: back, state: 'bare' };
  const logout = (request: Record<string, string>) =>
    ask(`${at}/logout?${new URLSearchParams(request)}`, jar);
  if ((await userinfo()).status !== 200) throw new Error('there is no session to end');
  return async () => {
    await logout({ ...left, id_token_hint: tokens.id_token });
    // It comes back only where nobody is signed in.
    const [nobody, refused] = await Promise.all([logout(left), userinfo()]);
    if (nobody.url !== `${back}?state=bare` || refused.status !== 401)
      throw new Error('the session has not ended');
  };
}

/**
 * A realm to be signed out of by the identity API: where its session ends and who is signed in is asked, and what userinfo
 * must refuse afterwards.
 */
export type IdentityRealm = { url: string; issuer: string; accessToken: string };

/**
 * Runs in a page of the empty extension: the requests that ending a session and its proof take where no host is allowed, the
 * first by the identity API, for all realms at once. Times are milliseconds since 1970.
 * @throws {Error} where a session has not ended.
 */
export async function signOutByIdentity(
  realms: IdentityRealm[],
): Promise<{ clickedAt: number; doneAt: number }> {
  type Flow = { url: string; interactive: boolean; abortOnLoadForNonInteractive: boolean };
  type Api = { launchWebAuthFlow(flow: Flow): Promise<string> };
  const { identity } = (globalThis as unknown as { chrome: { identity: Api } }).chrome;
  const clickedAt = Date.now();
  const end = async ({ url, issuer, accessToken }: IdentityRealm): Promise<void> => {
    const userinfo = `${issuer}/protocol/openid-connect/userinfo`;
    const headers = { Authorization: `Bearer ${accessToken}` };
    const answer = await identity.launchWebAuthFlow({
      url,
      interactive: false,
      abortOnLoadForNonInteractive: false,
    });
    const refused = await fetch(userinfo, { headers, credentials: 'omit', cache: 'no-store' });
    if (!answer.includes('login_required') || refused.status !== 401)
      throw new Error('the session has not ended');
  };
  await Promise.all(realms.map(end));
  return { clickedAt, doneAt: Date.now() };
}

/** What a page of the empty extension keeps between the two. */
type BarePage = { prepareBare: typeof prepareBare; ready: (() => Promise<void>)[] };

/** Runs in a page that has `prepareBare`: takes tokens of all realms' sessions. */
export async function prepareAllBare(realms: BareRealm[]): Promise<void> {
  const page = globalThis as unknown as BarePage;
  page.ready = await Promise.all(realms.map((realm) => page.prepareBare(realm)));
}

/** Runs in the page afterwards: ends all those sessions at once. Times are milliseconds since 1970. */
export async function signOutAllBare(): Promise<{ clickedAt: number; doneAt: number }> {
  const { ready } = globalThis as unknown as BarePage;
  const clickedAt = Date.now();
  await Promise.all(ready.map((end) => end()));
  return { clickedAt, doneAt: Date.now() };
}
