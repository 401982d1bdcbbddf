import type { SignInNotes } from '../flows/look/note-sign-ins.ts';
import { browser } from './api.ts';

/** Where apps send tabs for a sign-in, whatever a Keycloak's address begins with. */
const REQUESTS = [
  '*://*/realms/*/protocol/openid-connect/auth?*',
  '*://*/*/realms/*/protocol/openid-connect/auth?*',
];

/** From where a realm leads tabs back: at once, after its own form, or from an identity provider. */
const ANSWERS = [
  ...REQUESTS,
  ...['login-actions', 'broker'].flatMap((part) => [
    `*://*/realms/*/${part}/*`,
    `*://*/*/realms/*/${part}/*`,
  ]),
];

/**
 * Has sign-ins in tabs noted, as far as the browser shows them: for hosts that the person has allowed. Call it synchronously at the
 * worker's start: the patterns never change, so that no other page wakes it.
 */
export function watchSignIns(notes: SignInNotes): void {
  const types = ['main_frame' as const];
  const { onBeforeRequest, onBeforeRedirect } = browser.webRequest;
  onBeforeRequest.addListener(
    ({ tabId, url }) => {
      void notes.begun(tabId, url);
      return undefined;
    },
    { urls: REQUESTS, types },
  );
  onBeforeRedirect.addListener(({ tabId, url, redirectUrl }) => void notes.led(tabId, url, redirectUrl), {
    urls: ANSWERS,
    types,
  });
  browser.tabs.onRemoved.addListener((tabId) => void notes.closed(tabId));
}
