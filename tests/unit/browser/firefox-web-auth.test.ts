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
const KEYCLOAK = 'https://op.test/realms/a/protocol/openid-connect/auth';
const OTHER = 'https://op.test/authorize';

beforeEach(() => opened.splice(0));

/** Opens a sign-in window at an address of an OP that answers a request without a window as given. */
async function openAt(endpoint: string, answer: Partial<HopAnswer> | null) {
  const world = createWorld();
  const asked: unknown[] = [];
  const ports = {
    ...createPorts(world),
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

  it('opens at the request itself, which is asked no other way, where Keycloak shows its form at that very address', async () => {
    const { asked, url } = await openAt(KEYCLOAK, {});
    expect(opened).toEqual([url]);
    expect(asked).toEqual([]);
  });

  it('does not open where the OP leads back at once', async () => {
    const { got } = await openAt(OTHER, { status: 302, location: `${BACK}?code=c&state=s` });
    expect(got).toEqual({ ok: true, address: `${BACK}?code=c&state=s` });
    expect(opened).toEqual([]);
  });

  it.each([
    ['another OP shows its form at once', OTHER, {}],
    ['what the OP leads to is no page', OTHER, { status: 302, location: 'javascript:alert(1)' }],
    ['what the OP leads to is a file', OTHER, { status: 302, location: 'file:///etc/passwd' }],
    ['the OP may not be asked', OTHER, null],
  ])('opens at the request itself where %s', async (_, endpoint, answer) => {
    const { url } = await openAt(endpoint, answer);
    expect(opened).toEqual([url]);
  });
});
