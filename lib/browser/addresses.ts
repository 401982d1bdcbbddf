import type { Addresses } from '../flows/ports.ts';
import { browser } from './api.ts';

/** The page on which a sign-out ends. */
export const SIGNED_OUT_PAGE = '/signed-out.html';

/**
 * The addresses of this installation. In Chromium a tab can only be sent back to the extension's own page and a
 * window-less request only to the identity API's address, so there are two post-logout addresses.
 */
export function installationAddresses(): Addresses {
  const page = browser.runtime.getURL(SIGNED_OUT_PAGE);
  const own = new URL(page);
  return {
    redirectUri: browser.identity.getRedirectURL('signed-in'),
    postLogoutUri: browser.identity.getRedirectURL('signed-out'),
    postLogoutTabUri: page,
    webOrigin: `${own.protocol}//${own.host}`,
    signedOutPage: (runId) => `${page}#run=${runId}`,
  };
}
