import { describe, expect, it, vi } from 'vitest';

let answer: () => Promise<string>;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: { identity: { launchWebAuthFlow: () => answer() } },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { webAuth } = await import('../../../lib/browser/web-auth.ts');

const request = { url: 'https://op.test/', limitMs: 5_000 };

describe('a request by the browser’s own way', () => {
  it.each([true, false])('is given up with its limit, in a window or not (%s)', async (interactive) => {
    vi.useFakeTimers();
    try {
      answer = () => new Promise(() => undefined);
      const asked = webAuth.ask({ ...request, interactive });
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await asked).toMatchObject({ ok: false, failure: 'timed-out' });
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ['Authorization page could not be loaded.', 'not-loaded'],
    ['User interaction required.', 'needs-person'],
    ['The user did not approve access.', 'closed'],
  ])('that the browser ends with %j is %s', async (text, failure) => {
    answer = async () => {
      throw new Error(text);
    };
    expect(await webAuth.ask({ ...request, interactive: false })).toMatchObject({ ok: false, failure });
  });
});
