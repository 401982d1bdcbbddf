import config from '../../wxt.config.ts';
import { type Attack, defence } from './attack.ts';

const CONFIG = 'wxt.config.ts';

/** What a browser is told of the package, as far as it is a defence. */
type Manifest = {
  web_accessible_resources?: { resources: string[] }[];
  content_security_policy: { extension_pages: string };
  cross_origin_opener_policy?: { value: string };
};

function manifestFor(browser: 'chrome' | 'firefox'): Manifest {
  return (config.manifest as unknown as (env: { browser: string }) => Manifest)({ browser });
}

function policyFor(browser: 'chrome' | 'firefox'): string[] {
  return manifestFor(browser).content_security_policy.extension_pages.split('; ');
}

/** Whether a web page may load a file of the package, where it knows its address. */
function isReachable(file: string): boolean {
  const resources = manifestFor('chrome').web_accessible_resources?.flatMap((one) => one.resources) ?? [];
  return resources.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(file),
  );
}

/** What the browser itself is told to keep from others. */
export const attacks: Attack[] = [
  {
    id: 'page-fetched',
    what: 'A web page opens, frames or fetches the popup, the options, or the page that sends a form on',
    defence: defence(CONFIG, "resources: ['signed-out.html']", "resources: ['*.html']"),
    succeeds: () => ['popup.html', 'options.html', 'post.html', 'background.js'].some(isReachable),
  },
  {
    id: 'page-framed',
    what: 'A web page frames the one page of ours that it can reach, to have the person click in it unseen',
    defence: defence(CONFIG, "frame-ancestors 'none'", 'frame-ancestors *'),
    succeeds: () => !policyFor('chrome').includes("frame-ancestors 'none'"),
  },
  {
    id: 'page-held-by-its-opener',
    what: 'A web page opens the one page of ours that it can reach, and keeps hold of its window',
    defence: defence(CONFIG, "cross_origin_opener_policy: { value: 'same-origin' },"),
    succeeds: () => manifestFor('chrome').cross_origin_opener_policy?.value !== 'same-origin',
  },
  {
    id: 'text-run-in-a-page',
    what: 'A text that has come in is made a part of a page of ours, or a script of it',
    defence: defence(CONFIG, `"require-trusted-types-for 'script'",`),
    succeeds: () => !policyFor('chrome').includes("require-trusted-types-for 'script'"),
  },
  {
    id: 'page-has-something-loaded',
    what: 'What has got into a page of ours has something from elsewhere loaded, or what it knows sent there by an address',
    defence: defence(CONFIG, `"default-src 'none'",`, `"default-src *",`),
    succeeds: () => !policyFor('chrome').includes("default-src 'none'"),
  },
  {
    id: 'page-reached-in-firefox',
    what: 'A web page in Firefox, where none of our addresses is known to anybody, has one to reach',
    defence: defence(
      CONFIG,
      "  incognito: 'not_allowed' as const,",
      "  incognito: 'not_allowed' as const, web_accessible_resources: [{ resources: ['signed-out.html'] }],",
    ),
    succeeds: () => manifestFor('firefox').web_accessible_resources !== undefined,
  },
];
