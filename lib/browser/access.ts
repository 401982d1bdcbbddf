import type { Access } from '../flows/ports.ts';
import { issuerFromAddress } from '../keycloak/realm-address.ts';
import { SignOutError } from '../model/sign-out-error.ts';
import { browser } from './api.ts';
import { createOriginRules } from './firefox-origin-rules.ts';

const FREE: Access = { ensure: async () => undefined };

/**
 * Access to an OP. Chromium needs none: the OP's own CORS answer, by its Web Origins, lets the extension read. Firefox's
 * Origin is random in every profile and cannot be registered, so it needs the host permission and a rule that leaves
 * the header out: see docs/security.md.
 */
export function createAccess(): Access {
  return import.meta.env.FIREFOX ? createFirefoxAccess() : FREE;
}

function createFirefoxAccess(): Access {
  const rules = createOriginRules();
  return {
    ensure: async (op) => {
      if (!(await browser.permissions.contains({ origins: [hostPattern(op.token_endpoint)] }))) {
        throw new SignOutError('access-missing', [new URL(op.token_endpoint).origin]);
      }
      await rules.leaveOriginOut(op.token_endpoint);
    },
  };
}

/**
 * Asks the person for the host permission of the OP at an address, in the handler of a click.
 * @returns whether the extension may talk to it; always true in Chromium. False for what is no address.
 */
export function requestAccess(address: string): Promise<boolean> {
  if (!import.meta.env.FIREFOX) return Promise.resolve(true);
  try {
    return browser.permissions.request({ origins: [hostPattern(issuerFromAddress(address))] });
  } catch {
    return Promise.resolve(false);
  }
}

/** Without the port: a permission with a port is accepted and never matches. */
function hostPattern(address: string): string {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}
