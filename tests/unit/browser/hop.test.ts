import { beforeEach, describe, expect, it, vi } from 'vitest';

const listeners: ((details: object) => void)[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    runtime: { getURL: () => 'chrome-extension://ours/' },
    webRequest: {
      onHeadersReceived: {
        addListener: (one: (details: object) => void) => listeners.push(one),
        removeListener: () => listeners.splice(0),
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createHop } = await import('../../../lib/browser/hop.ts');

const WIKI = 'https://wiki.test/';

/** Has the network answer a request with a redirect, as the browser shows it. */
function redirect(to: string): Response {
  show(302, [{ name: 'Location', value: to }]);
  return { type: 'opaqueredirect' } as Response;
}

function show(statusCode: number, responseHeaders: object[] = []): void {
  for (const listener of listeners)
    listener({ url: WIKI, statusCode, initiator: 'chrome-extension://ours', responseHeaders });
}

describe('a request that follows no redirect', () => {
  const answers: ((response: Response) => void)[] = [];

  beforeEach(() => {
    answers.length = 0;
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)));
  });

  it('is not sent before another one to the same address has its answer, which might be taken for its own', async () => {
    const hop = createHop();
    const both = [hop(WIKI, { credentials: 'omit' }), hop(WIKI, { credentials: 'include' })];
    await Promise.resolve();
    expect(answers).toHaveLength(1);
    answers[0]?.(redirect('/login'));
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.(redirect('/start'));
    expect((await Promise.all(both)).map(({ location }) => location)).toEqual(['/login', '/start']);
  });

  it('is not taken for a page that the browser tells of late, as one asked before at the same address', async () => {
    const hop = createHop();
    const asked = hop(WIKI, {});
    await expect.poll(() => answers.length).toBe(1);
    show(200);
    answers[0]?.(redirect('/login'));
    expect(await asked).toMatchObject({ status: 302, location: '/login' });
  });

  it('is sent as one, whatever else it carries', async () => {
    const sent = vi.fn(async () => new Response('<p>'));
    vi.stubGlobal('fetch', sent);
    const init: RequestInit = { method: 'POST', body: 'id_token_hint=x', redirect: 'follow' };
    expect(await createHop()(WIKI, init)).toEqual({
      status: 200,
      location: null,
      body: '<p>',
      retryAfter: null,
    });
    expect(sent).toHaveBeenCalledExactlyOnceWith(WIKI, { ...init, cache: 'no-store', redirect: 'manual' });
  });

  it('brings no page that is bigger than a megabyte', async () => {
    vi.stubGlobal('fetch', async () => new Response('x'.repeat(1_000_001)));
    expect(await createHop()(WIKI, {})).toMatchObject({ status: 200, body: '' });
  });

  it('says of a page that breaks off that it has, and what its status was', async () => {
    const cut = new ReadableStream({
      start: (controller) => controller.error(new TypeError('network error')),
    });
    vi.stubGlobal('fetch', async () => new Response(cut, { status: 500 }));
    expect(await createHop()(WIKI, {})).toMatchObject({ status: 500, body: '', isBroken: true });
  });

  it('is sent although one before it has failed', async () => {
    const hop = createHop();
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const first = hop(WIKI, {});
    const second = hop(WIKI, {});
    await expect(first).rejects.toThrow('Failed to fetch');
    await expect(second).rejects.toThrow('Failed to fetch');
  });
});
