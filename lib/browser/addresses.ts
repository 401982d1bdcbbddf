import type { Addresses } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';

/** The page that sends a stored form on. */
export const POST_PAGE = '/post.html';

/** The page on which a sign-out ends. */
export const SIGNED_OUT_PAGE = '/signed-out.html';

/** The page of a countdown. */
export const COUNTDOWN_PAGE = '/countdown.html';

/**
 * The addresses of this installation. In Chromium a tab can only be sent back to the extension's own page and a
 * window-less request only to the identity API's address, so there are two post-logout addresses. In Firefox the page's
 * address differs in every profile, so a tab arrives at the identity API's address and is sent on from there.
 */
export function installationAddresses(): Addresses {
  const page = browser.runtime.getURL(SIGNED_OUT_PAGE);
  const own = new URL(page);
  const postLogoutUri = browser.identity.getRedirectURL('signed-out');
  return {
    redirectUri: browser.identity.getRedirectURL('signed-in'),
    postLogoutUri,
    postLogoutTabUri: import.meta.env.FIREFOX ? postLogoutUri : page,
    webOrigin: import.meta.env.FIREFOX ? null : `${own.protocol}//${own.host}`,
    signedOutPage: (runId) => `${page}#run=${runId}`,
    postPage: (key) => `${browser.runtime.getURL(POST_PAGE)}#${key}`,
  };
}
