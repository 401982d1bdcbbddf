import { withLimit } from '../flows/kernel/limits.ts';
import type { WebAuth, WebAuthFailure, WebAuthRequest } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';
import { clock } from './clock.ts';

/** Chromium's two options that are not in the polyfill's types; other browsers ignore them. */
type Details = {
  url: string;
  interactive: boolean;
  abortOnLoadForNonInteractive?: boolean;
  timeoutMsForNonInteractive?: number;
};

/** The identity API of the browser. Its rejections are told apart by their texts, as it gives no codes. */
export const webAuth: WebAuth = {
  runsPages: true,
  ask: async (request) => {
    const startedAt = performance.now();
    try {
      // The browser itself has no limit for a window.
      return { ok: true, address: await withLimit(clock, request.limitMs, 'identity', launch(request)) };
    } catch (cause) {
      const spentMs = performance.now() - startedAt;
      return { ok: false, failure: reasonOf(cause, spentMs >= request.limitMs), cause };
    }
  },
};

async function launch(request: WebAuthRequest): Promise<string> {
  const details: Details = { url: request.url, interactive: request.interactive };
  if (!request.interactive) {
    details.abortOnLoadForNonInteractive = !request.letPageRun;
    details.timeoutMsForNonInteractive = request.limitMs;
  }
  return browser.identity.launchWebAuthFlow(details);
}

function reasonOf(cause: unknown, overLimit: boolean): WebAuthFailure {
  if (overLimit) return 'timed-out';
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/could not be loaded/i.test(text)) return 'not-loaded';
  return /interaction required/i.test(text) ? 'needs-person' : 'closed';
}
