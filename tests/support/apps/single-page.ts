import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { App, ClientRepresentation } from './app.ts';
import { openSite, type Site } from './site.ts';

const resolve = createRequire(import.meta.url).resolve;

/** A single-page app: its host below `.localhost`, its name, its realm, and where it keeps its tokens. */
export type SinglePageOptions = {
  host: string;
  name: string;
  issuer: string;
  keeps: 'local' | 'tab' | 'state';
  /** A service worker answers from its cache, the page too. */
  cached?: true;
};

/**
 * A single-page app. `local`: keycloak-js, with its tokens in localStorage; `tab`: oidc-client-ts, with its tokens in
 * sessionStorage and IndexedDB; `state`: in memory, written to localStorage as its page goes, and told to its other tabs. Its server
 * takes an access token as resource servers do, by the realm's keys alone.
 */
export async function openSinglePageApp(options: SinglePageOptions): Promise<App> {
  const { host, name, issuer, keeps, cached } = options;
  const site = await openSite(host);
  const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`));
  site.app.get('/api/me', async (request, response) => {
    try {
      const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
      const { payload } = await jwtVerify(token, keys, { issuer });
      response.json({ user: payload.preferred_username });
    } catch {
      response.status(401).json({});
    }
  });
  const library = keeps === 'local' ? readFile(resolve('keycloak-js'), 'utf8') : oidcClientModule();
  site.app.get('/library.js', async (_request, response) => {
    response.type('js').send(await library);
  });
  site.app.get('/app.js', (_request, response) => {
    response.type('js').send(SCRIPTS[keeps](options));
  });
  site.app.get('/worker.js', (_request, response) => {
    response.type('js').send(CACHES);
  });
  site.app.get('/', async ({ query }, response) => {
    if (query.slow !== undefined) await pause(1_500);
    response.send(shell(name) + (cached ? REGISTERS : ''));
  });
  return {
    name,
    origin: site.origin,
    loginUrl: `${site.origin}/?login`,
    singlePage: true,
    client: clientOf(host, name, site),
    close: site.close,
  };
}

/** The library's build for browsers is a script; this makes it a module. */
async function oidcClientModule(): Promise<string> {
  const script = join(resolve('oidc-client-ts'), '../../browser/oidc-client-ts.min.js');
  return `${await readFile(script, 'utf8')}\nexport const { UserManager } = oidc;`;
}

const REGISTERS = '<script>navigator.serviceWorker.register("/worker.js")</script>';

/** Answers all but questions to its server from the cache, once it has been asked for. */
const CACHES = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin || request.url.includes('/api/')) return;
  event.respondWith(
    caches.open('shell').then(async (cache) => {
      const kept = await cache.match(request, { ignoreSearch: true });
      if (kept) return kept;
      const answer = await fetch(request);
      await cache.put(request, answer.clone());
      return answer;
    }),
  );
});
`;

function shell(name: string): string {
  return `<!doctype html><html lang="en"><title>${name}</title>
<body style="font: 16px system-ui; margin: 3rem"><h1>${name}</h1><p id="said">…</p><p><a href="/?login">Sign in</a></p>
<script type="module" src="/app.js"></script></body></html>`;
}

/** What both pages share: they ask the server who the token's person is, and say it. */
const SAY = `
const say = (text) => { document.querySelector('#said').textContent = text; };
const show = async (token) => {
  const answer = token && await fetch('/api/me', { headers: { authorization: 'Bearer ' + token } });
  say(answer && answer.ok ? 'Signed in as ' + (await answer.json()).user : 'Signed out');
};
// What the page holds in memory can be asked for later.
const keep = (token) => { globalThis.askAgain = () => show(token); return show(token); };
const wantsIn = location.search === '?login';
`;

function keycloakJs({ issuer, host }: SinglePageOptions): string {
  const [url, realm] = issuer.split('/realms/');
  return `import Keycloak from '/library.js';
${SAY}
const keycloak = new Keycloak(${JSON.stringify({ url, realm, clientId: host })});
const kept = JSON.parse(localStorage.getItem('tokens') ?? '{}');
await keycloak.init({ ...kept, pkceMethod: 'S256', checkLoginIframe: false });
if (keycloak.authenticated) {
  const { token, refreshToken, idToken } = keycloak;
  localStorage.setItem('tokens', JSON.stringify({ token, refreshToken, idToken }));
}
if (wantsIn && !keycloak.authenticated) await keycloak.login({ redirectUri: location.origin + '/' });
else await keep(keycloak.token);
`;
}

function oidcClient({ issuer, host }: SinglePageOptions): string {
  return `import { UserManager } from '/library.js';
${SAY}
const database = () => new Promise((resolve, reject) => {
  const request = indexedDB.open('app', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('kept');
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const kept = async (mode, run) => {
  const store = (await database()).transaction('kept', mode).objectStore('kept');
  return new Promise((resolve, reject) => {
    const request = run(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
};
const manager = new UserManager({ authority: ${JSON.stringify(issuer)}, client_id: ${JSON.stringify(host)}, redirect_uri: location.origin + '/' });
if (location.search.includes('code=')) {
  const user = await manager.signinCallback();
  await kept('readwrite', (store) => store.put(user.access_token, 'token'));
  history.replaceState(null, '', '/');
}
const user = await manager.getUser();
const token = user?.access_token ?? (await kept('readonly', (store) => store.get('token')));
if (wantsIn && !token) await manager.signinRedirect();
else await keep(token);
`;
}

/** It has a code changed for a token by the library, and keeps the token by its own means. */
function stateLibrary({ issuer, host }: SinglePageOptions): string {
  return `import { UserManager } from '/library.js';
${SAY}
const manager = new UserManager({ authority: ${JSON.stringify(issuer)}, client_id: ${JSON.stringify(host)}, redirect_uri: location.origin + '/' });
let state = JSON.parse(localStorage.getItem('state') ?? '{}');
const persist = () => localStorage.setItem('state', JSON.stringify(state));
addEventListener('pagehide', persist);
if (location.search.includes('code=')) {
  state = { token: (await manager.signinCallback()).access_token };
  persist();
  history.replaceState(null, '', '/');
}
const others = new BroadcastChannel('app');
others.onmessage = ({ data }) => {
  if (data === 'who' && state.token) others.postMessage(state);
  if (data.token && !state.token) state = data;
};
if (!state.token) {
  others.postMessage('who');
  await new Promise((resolve) => setTimeout(resolve, 400));
}
if (wantsIn && !state.token) await manager.signinRedirect();
else await keep(state.token);
`;
}

const SCRIPTS = { local: keycloakJs, tab: oidcClient, state: stateLibrary };

function clientOf(clientId: string, name: string, { origin }: Site): ClientRepresentation {
  return {
    clientId,
    name,
    baseUrl: `${origin}/`,
    publicClient: true,
    standardFlowEnabled: true,
    redirectUris: [`${origin}/*`],
    webOrigins: [origin],
    attributes: { 'pkce.code.challenge.method': 'S256' },
  };
}
