import { withSignal } from './limits.ts';
import type { Ports } from './ports.ts';

/** The most of an answer that is read, bytes: none that a realm gives, and no page of an app that is looked at, has as much. */
const MOST_READ = 1_000_000;

/** A whole answer of a server; `url` is where the redirects ended, `body` as `readText` gives it. */
export type HttpResponse = {
  ok: boolean;
  /** A redirect that was not to be followed; its status is 0. */
  redirected: boolean;
  status: number;
  url: string;
  headers: Headers;
  body: string;
};

/**
 * Asks a server, and reads its whole answer, within a limit. A request that is given up is ended.
 * @param limitMs milliseconds.
 * @param step named in the failure's details.
 * @throws {StepError} `timed-out`; else the network's own TypeError.
 */
export function fetchText(
  url: string,
  init: RequestInit,
  { limitMs, step }: { limitMs: number; step: string },
  ports: Pick<Ports, 'clock' | 'fetch'>,
): Promise<HttpResponse> {
  return withSignal(ports.clock, limitMs, step, async (signal) => {
    const response = await ports.fetch(url, { cache: 'no-store', ...init, signal });
    const { ok, status, headers } = response;
    const redirected = response.type === 'opaqueredirect';
    return { ok, redirected, status, url: response.url, headers, body: await readText(response) };
  });
}

/**
 * Asks a resource of the OP with an access token, which goes nowhere else: without cookies, and following no redirect. Without this
 * Accept header Keycloak's account API answers with its console's page.
 * @throws {StepError} as `fetchText`.
 * @see RFC 6750, section 2.1
 */
export function fetchWithToken(
  url: string,
  accessToken: string,
  limit: Parameters<typeof fetchText>[2],
  ports: Pick<Ports, 'clock' | 'fetch'>,
  method = 'GET',
): Promise<HttpResponse> {
  const headers = { Accept: 'application/json', Authorization: `Bearer ${accessToken}` };
  return fetchText(url, { method, headers, credentials: 'omit', redirect: 'manual' }, limit, ports);
}

/**
 * Reads an answer's text. One of more than a megabyte is not read, whether it says so before or not, and is as if it were empty: half of
 * a page may say what the whole does not.
 */
export async function readText({ body, headers }: Response): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let left = Number(headers.get('Content-Length')) > MOST_READ ? -1 : MOST_READ;
  while (left >= 0) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    left -= value.byteLength;
  }
  void reader.cancel().catch(() => undefined);
  return '';
}
