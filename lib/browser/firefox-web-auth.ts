import { LIMITS } from '../flows/kernel/limits.ts';
import type {
  Addresses,
  Ports,
  WebAuth,
  WebAuthAnswer,
  WebAuthFailure,
  WebAuthRequest,
} from '../flows/kernel/ports.ts';
import { landByHops } from '../flows/op/landing.ts';
import { signInPageAddress } from '../keycloak/sign-in-page.ts';
import { originOf } from '../protocol/origin.ts';
import { SIGNED_OUT_PAGE } from './addresses.ts';
import { browser } from './api.ts';

/** Firefox stops an idle event page after half a minute; a call of its API counts as work. */
const KEEP_AWAKE_MS = 10_000;

/** How long the OP may take to say what its page is; one that says nothing counts as gone. */
const REASON_MS = 2_000;

/**
 * Firefox's identity API has no limit, one rejection for everything, and no document in which a front-channel page could
 * run. So each request gets a limit, and a rejection is told apart by asking the OP once more. Call it synchronously at the
 * worker's start: it also sends arriving tabs on to the signed-out page.
 */
export function createFirefoxWebAuth(addresses: Addresses, ports: WindowPorts): WebAuth {
  const onArrival = (tabId: number, change: { url?: string }): void => {
    if (!change.url?.startsWith(addresses.postLogoutUri)) return;
    const page = browser.runtime.getURL(SIGNED_OUT_PAGE) + new URL(change.url).search;
    void browser.tabs.update(tabId, { url: page, loadReplace: true });
  };
  browser.tabs.onUpdated.addListener(onArrival, { urls: [`${originOf(addresses.postLogoutUri)}/*`] });
  return {
    runsPages: false,
    ask: (request) => {
      const awake = setInterval(() => void browser.runtime.getPlatformInfo(), KEEP_AWAKE_MS);
      const work = request.interactive ? askInWindow(request, addresses, ports) : askIdentity(request);
      return work.finally(() => clearInterval(awake));
    },
  };
}

/** What a window takes of the world beside the identity API. */
type WindowPorts = Pick<Ports, 'clock' | 'hop' | 'pace' | 'pages'>;

/**
 * Firefox keeps the addresses of a sign-in window in its history, and the request has a `state` in it. So it is made without the window,
 * which then opens where the OP leads, or where a Keycloak that leads nowhere shows its form once more. Another OP that shows its form at
 * once gets the request as it is.
 */
async function askInWindow(
  request: WebAuthRequest,
  addresses: Addresses,
  ports: WindowPorts,
): Promise<WebAuthAnswer> {
  const url = await windowAddress(request.url, ports);
  if (url.startsWith(`${addresses.redirectUri}?`)) return { ok: true, address: url };
  return askIdentity({ ...request, url });
}

async function windowAddress(url: string, ports: WindowPorts): Promise<string> {
  const asked = { url, issuer: null, limitMs: LIMITS.request, step: 'sign-in request' };
  const landing = await landByHops(asked, ports);
  if (landing.kind === 'page') return signInPageAddress(await ports.pages.read(landing.html), url) ?? url;
  // Nothing else is for a window that the browser itself opens.
  return landing.kind === 'leads' && /^https?:/.test(landing.to) ? landing.to : url;
}

async function askIdentity(request: WebAuthRequest): Promise<WebAuthAnswer> {
  const flow = browser.identity.launchWebAuthFlow({ url: request.url, interactive: request.interactive });
  try {
    const address = await withinLimit(flow, request.limitMs);
    return address === null ? { ok: false, failure: 'timed-out' } : { ok: true, address };
  } catch (cause) {
    return { ok: false, failure: request.interactive ? 'closed' : await reasonOf(request.url), cause };
  }
}

/** A page that loads without complaint wants a person; an error page or no answer is a refusal. */
async function reasonOf(url: string): Promise<WebAuthFailure> {
  try {
    const signal = AbortSignal.timeout(REASON_MS);
    const response = await fetch(url, { credentials: 'omit', redirect: 'manual', cache: 'no-store', signal });
    void response.body?.cancel();
    return response.status >= 400 ? 'not-loaded' : 'needs-person';
  } catch {
    return 'not-loaded';
  }
}

function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout>;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
