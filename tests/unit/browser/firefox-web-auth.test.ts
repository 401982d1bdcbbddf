import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HopAnswer } from '../../../lib/flows/kernel/ports.ts';
import { createPorts, createWorld } from '../world.ts';

const opened: string[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    runtime: { getURL: (path: string) => `moz-extension://own${path}`, getPlatformInfo: async () => ({}) },
    tabs: { onUpdated: { addListener: () => undefined } },
    identity: {
      launchWebAuthFlow: async ({ url }: { url: string }) => {
        opened.push(url);
        return 'https://hash.extensions.allizom.org/signed-in?code=c&state=s';
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createFirefoxWebAuth } = await import('../../../lib/browser/firefox-web-auth.ts');

const BACK = 'https://hash.extensions.allizom.org/signed-in';
const NOTHING = { frames: [], links: [], scripts: '' };
const KEYCLOAK = 'https://op.test/realms/a/protocol/openid-connect/auth';
const OTHER = 'https://op.test/authorize';

beforeEach(() => opened.splice(0));

/** Opens a sign-in window at an address of an OP that answers a request without a window as given. */
async function openAt(endpoint: string, answer: Partial<HopAnswer> | null) {
  const world = createWorld();
  const asked: unknown[] = [];
  const ports = {
    ...createPorts(world),
    pages: {
      read: async (action: string) => ({ ...NOTHING, forms: [{ action, method: 'post', values: {} }] }),
    },
    hop: async (...request: unknown[]) => {
      asked.push(request);
      if (!answer) throw new TypeError('not allowed');
      return { status: 200, location: null, body: '', ...answer };
    },
  };
  const addresses = { ...ports.addresses, redirectUri: BACK, postLogoutUri: 'https://hash.test/signed-out' };
  const url = `${endpoint}?client_id=c&state=s%3Bt&redirect_uri=${encodeURIComponent(BACK)}`;
  const webAuth = createFirefoxWebAuth(addresses, ports);
  const got = await webAuth.ask({ url, interactive: true, limitMs: 1_000 });
  return { url, got, asked };
}

describe('a sign-in window in Firefox, which keeps its addresses in the history,', () => {
  it('opens where the OP leads, with nothing secret in the address', async () => {
    const location = '/interaction/1';
    const { asked, url, got } = await openAt(OTHER, { status: 303, location });
    expect(opened).toEqual(['https://op.test/interaction/1']);
    expect(asked).toEqual([[url, expect.objectContaining({ credentials: 'include' })]]);
    expect(got.ok).toBe(true);
  });

  it('opens where Keycloak shows its form once more, as it shows it at the very address of the request', async () => {
    const form = 'https://op.test/realms/a/login-actions/authenticate?session_code=x&client_id=c&tab_id=t';
    await openAt(KEYCLOAK, { body: form });
    expect(opened).toEqual(['https://op.test/realms/a/login-actions/authenticate?client_id=c&tab_id=t']);
  });

  it('does not open where the OP leads back at once', async () => {
    const { got } = await openAt(OTHER, { status: 302, location: `${BACK}?code=c&state=s` });
    expect(got).toEqual({ ok: true, address: `${BACK}?code=c&state=s` });
    expect(opened).toEqual([]);
  });

  it.each([
    ['another OP shows its form at once', OTHER, {}],
    [
      'a Keycloak shows a page that is not known',
      KEYCLOAK,
      { body: '/realms/a/login-actions/required-action' },
    ],
    ['what the OP leads to is no page', OTHER, { status: 302, location: 'javascript:alert(1)' }],
    ['what the OP leads to is a file', OTHER, { status: 302, location: 'file:///etc/passwd' }],
    ['the OP may not be asked', OTHER, null],
  ])('opens at the request itself where %s', async (_, endpoint, answer) => {
    const { url } = await openAt(endpoint, answer);
    expect(opened).toEqual([url]);
  });
});
