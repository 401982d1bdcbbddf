import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { BUILT, type TestPage } from '../support/browser.ts';
import { expectText, itOnlyIn, openSignedIn, useBed } from './bed.ts';

const bed = useBed();

/** The browser's API as these tests use it in an extension page. */
type Api = {
  storage: Record<'local' | 'session', { get(keys: null): Promise<Record<string, unknown>> }>;
  tabs: { query(which: object): Promise<{ id: number; url?: string }[]> };
  scripting: {
    executeScript(script: {
      target: { tabId: number };
      func: () => Promise<unknown>;
    }): Promise<{ result: unknown }[]>;
  };
  declarativeNetRequest: {
    getSessionRules(): Promise<{ condition: { urlFilter: string } }[]>;
    updateSessionRules(change: { addRules: object[] }): Promise<void>;
  };
};

describe('the package', () => {
  const built = (path: string) => readFileSync(join(BUILT[inject('browser')], path), 'utf8');

  it('lets its pages do what they need and nothing else', () => {
    const { content_security_policy: csp, cross_origin_opener_policy: coop } = JSON.parse(
      built('manifest.json'),
    );
    expect(csp.extension_pages.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self' https: http:",
      'form-action https: http:',
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types read-page',
    ]);
    expect(coop?.value).toBe(inject('browser') === 'chromium' ? 'same-origin' : undefined);
  });

  it('has no key of a record with tokens in any page, and no page that reads all records', () => {
    const files = readdirSync(BUILT[inject('browser')], { recursive: true, encoding: 'utf8' });
    const scripts = files.filter((file) => file.endsWith('.js'));
    const knowing = (what: RegExp) => scripts.filter((file) => what.test(built(file)));
    for (const kind of ['session', 'form', 'pending'])
      expect(knowing(new RegExp(`[\`'"]${kind}:`))).toEqual(['background.js']);
    expect(knowing(/storage\.session\.get\(null\)/)).toEqual(['background.js']);
    expect(scripts.length).toBeGreaterThan(4);
  });
});

describe('a page of the extension', () => {
  it('takes no text for HTML or for a script', async () => {
    await bed.launch();
    const page = await bed.browser.openExtensionPage('/options.html');
    const tried = await page.evaluate(() => {
      const refusal = (act: () => void): string => {
        try {
          act();
          return 'done';
        } catch (error) {
          return (error as Error).name;
        }
      };
      return [
        refusal(() => {
          document.createElement('p').innerHTML = '<b>bold</b>';
        }),
        refusal(() => {
          new DOMParser().parseFromString('<b>bold</b>', 'text/html');
        }),
        refusal(() => {
          document.createElement('script').src = '/popup-script.js';
        }),
        refusal(() => {
          (
            globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }
          ).trustedTypes.createPolicy('another', {});
        }),
      ];
    });
    expect(tried).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
  });

  it('loads nothing from anywhere', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const page = await bed.browser.openExtensionPage('/options.html');
    const refused = await page.evaluate(
      (url) =>
        new Promise<string[]>((done) => {
          const seen = new Set<string>();
          document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
            seen.add(effectiveDirective);
            if (seen.size === 4) done([...seen].sort());
          });
          const add = (tag: string, attributes: object) =>
            document.body.append(Object.assign(document.createElement(tag), attributes));
          add('img', { src: url });
          add('iframe', { src: url });
          add('link', { rel: 'stylesheet', href: url });
          add('video', { src: url });
        }),
      realm.issuer,
    );
    expect(refused).toEqual(['frame-src', 'img-src', 'media-src', 'style-src-elem']);
  });

  itOnlyIn(
    'chromium',
    'no page is web-accessible in Firefox',
    'that a web page opens leaves it no hold of the window',
    async () => {
      const realm = await bed.realm();
      await bed.launch();
      const opener = await bed.browser.newTab(realm.otherApp.callbackUrl);
      await opener.evaluate((url) => {
        (globalThis as { opened?: Window | null }).opened = open(url);
      }, `${bed.browser.extensionOrigin}/signed-out.html`);
      const opened = await bed.browser.findPage('/signed-out.html');
      await expectText(opened, 'Nothing to show here');
      expect(await opened.evaluate(() => window.opener === null)).toBe(true);
      const held = () => opener.evaluate(() => (globalThis as { opened?: Window }).opened?.closed);
      await expect.poll(held).toBe(true);
    },
  );
});

describe('what is stored', () => {
  it('is closed to scripts in web pages', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await openSignedIn(bed, 'tab', realm);
    await bed.browser.newTab(realm.otherApp.callbackUrl);
    const options = await bed.browser.openExtensionPage('/options.html');
    const seen = await options.evaluate(async (url) => {
      const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
      const { scripting, tabs } = browser ?? chrome;
      const tab = (await tabs.query({})).find((one) => one.url === url);
      const [answer] = await scripting.executeScript({
        target: { tabId: tab?.id ?? -1 },
        func: async () => {
          const own = globalThis as unknown as { browser?: Api; chrome: Api };
          const { storage } = own.browser ?? own.chrome;
          const read = async (area: 'local' | 'session') => {
            try {
              return Object.keys(await storage[area].get(null)).length;
            } catch {
              return 'closed';
            }
          };
          return { local: await read('local'), session: await read('session') };
        },
      });
      return answer?.result;
    }, realm.otherApp.callbackUrl);
    // Firefox has no way of closing this area, in which no token ever is.
    expect(seen).toEqual({ local: inject('browser') === 'chromium' ? 'closed' : 1, session: 'closed' });
  });
});

describe('a rule for requests', () => {
  const rules = (page: TestPage) =>
    page.evaluate(async () => {
      const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
      const all = await (browser ?? chrome).declarativeNetRequest.getSessionRules();
      return all.map(({ condition }) => condition.urlFilter);
    });

  it('goes with the realm that it was made for, one of nobody with the next, and that of another stays', async () => {
    const [realm, other] = [await bed.realm(), await bed.realm()];
    await bed.launch();
    await openSignedIn(bed, 'tab', realm);
    await bed.configure('tab', realm, other);
    const page = await bed.browser.openExtensionPage('/options.html');
    const plant = () =>
      page.evaluate(async () => {
        const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
        const condition = { urlFilter: '|nobody|', resourceTypes: ['xmlhttprequest'] };
        const action = { type: 'modifyHeaders', requestHeaders: [{ header: 'origin', operation: 'remove' }] };
        const change = { removeRuleIds: [99], addRules: [{ id: 99, condition, action }] };
        await (browser ?? chrome).declarativeNetRequest.updateSessionRules(change);
      });
    // Chromium needs one only for the built-in client.
    const made = inject('browser') === 'firefox' ? [`|${realm.issuer}/protocol/openid-connect/token|`] : [];
    // The worker may still be at what the settings have changed, and take away what is nobody's.
    const planted = () => plant().then(() => rules(page));
    await expect.poll(planted).toEqual(expect.arrayContaining([...made, '|nobody|']));
    await page.click(`Remove ${other.name}`);
    await expect.poll(() => rules(page)).toEqual(made);
    await page.click(`Remove ${realm.name}`);
    await expect.poll(() => rules(page)).toEqual([]);
  });
});
