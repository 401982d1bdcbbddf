import config from '../../wxt.config.ts';
import { type Attack, defence } from './attack.ts';

const CONFIG = 'wxt.config.ts';

/** What a browser is told of the package, as far as it is a defence. */
type Manifest = {
  web_accessible_resources?: { resources: string[] }[];
  content_security_policy: { extension_pages: string };
};

function manifestFor(browser: 'chrome' | 'firefox'): Manifest {
  return (config.manifest as unknown as (env: { browser: string }) => Manifest)({ browser });
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
    succeeds: () => {
      const policy = manifestFor('chrome').content_security_policy.extension_pages;
      return !policy.split(';').some((one) => one.trim() === "frame-ancestors 'none'");
    },
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
