import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'wxt';
import { isPart, nextPart, writeLicences } from './build/licences.ts';
import { policyJsonSchema } from './build/policy-schema.ts';

/**
 * Public half of a key made for this project: it fixes the Chromium extension id, and so the addresses
 * that an admin registers in Keycloak, on every machine. The private half was never kept.
 */
const CHROMIUM_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp19B3aZlMe/ase9B0/+MOwon5CJe1Q3FVzj+S7zfRhqTsAeD9tok2EQIEMuiS9xeR5CA5MV8lEixql6f+WIoELN+iGwuddb0SbvufqDYWFezz75WtkrSapaXfTybCzSSuLjOyFaasCSkr/nXoGxxpkB+3M94rZa2dDXcgo5cEPfya6w6KpgOSsIh7M++DyvZahDSWeOIiBJ1k2AnjwMOePf1yKZIfQxhhjgEqJohx9dAd2WEFe55N89Ip9s7079reD3d2NiO/+F+QdimzJgtFHZtpJXDrT29fCUXNgtiU336/g/SQw1A7RxafWA3XZkViWqUaFl9A6bviSaXdAXyswIDAQAB';

/** The id of the Firefox build: it fixes the identity API's address in every profile. */
const GECKO_ID = '{b3f0c1de-6a52-4c0e-9d0b-2f3a7d9f4e11}';

/** `https://SHA1-OF-THE-GECKO-ID.extensions.allizom.org/`, as Firefox makes it; it never leaves the machine. */
const GECKO_REDIRECT = `https://${createHash('sha1').update(GECKO_ID).digest('hex')}.extensions.allizom.org/*`;

/** Hosts that an OP may have: https anywhere, http on loopback. A match with a port never matches in Firefox. */
const OP_HOSTS = [
  'https://*/*',
  'http://127.0.0.1/*',
  'http://localhost/*',
  'http://*.localhost/*',
  'http://[::1]/*',
];

/** What the extension takes at its installation, in both browsers; none of it warns of anything. */
const PERMISSIONS = [
  'storage',
  'identity',
  'activeTab',
  // Requests through the built-in client go out without an Origin.
  'declarativeNetRequestWithHostAccess',
  'webRequest',
  // The menu on the extension's button.
  'contextMenus',
  // Rules that sign out by themselves: after a while without input, and when the computer locks.
  'idle',
  'alarms',
];

/** Keys that a person can change in the browser's own settings. */
const COMMANDS = {
  _execute_action: { suggested_key: { default: 'Alt+Shift+K' } },
  'sign-out': { suggested_key: { default: 'Alt+Shift+L' }, description: '__MSG_popup_all__' },
};

/** What clearing an app takes, asked for with the first app. */
const APP_PERMISSIONS = ['cookies', 'browsingData', 'scripting'];

/** Chromium takes a policy only by a schema in the package; Firefox takes it as it is. */
const POLICY_SCHEMA = 'policy-schema.json';

/**
 * All that pages and the worker may do; what is not named is refused. connect-src: an issuer on http is refused unless it is on loopback;
 * a CSP cannot name [::1]. form-action: the one page that sends a stored form on to the realm, or to a SAML app that the realm names.
 * frame-ancestors: a web page must not be able to frame the one page it can reach. trusted-types: text becomes HTML in one place alone,
 * the parser that runs and loads nothing (`lib/browser/read-page.ts`).
 */
const PAGES_MAY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self' https: http:",
  'form-action https: http:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types read-page',
].join('; ');

const chromium = {
  key: CHROMIUM_KEY,
  minimum_chrome_version: '123',
  incognito: 'split' as const,
  // Whoever opens a page of ours has no hold of its window. No embedder policy: nothing is embedded, and it would refuse the worker the
  // requests that may not be read.
  cross_origin_opener_policy: { value: 'same-origin' },
  storage: { managed_schema: POLICY_SCHEMA },
  permissions: PERMISSIONS,
  // offscreen: a worker has no parser for the OP's page. It brings no warning, and goes with the realm's host.
  optional_permissions: [...APP_PERMISSIONS, 'offscreen'],
  optional_host_permissions: OP_HOSTS,
  // The OP's redirect ends here.
  web_accessible_resources: [{ resources: ['signed-out.html'], matches: OP_HOSTS }],
};

const firefox = {
  // In sight, and not behind the puzzle piece.
  action: { default_area: 'navbar' as const },
  browser_specific_settings: {
    gecko: {
      id: GECKO_ID,
      strict_min_version: '142.0',
      data_collection_permissions: { required: ['none' as const] },
    },
  },
  // Firefox's identity API reaches only the ordinary cookie jar, so a private window would get another one's sessions.
  incognito: 'not_allowed' as const,
  permissions: PERMISSIONS,
  host_permissions: [GECKO_REDIRECT],
  optional_permissions: APP_PERMISSIONS,
  optional_host_permissions: OP_HOSTS.filter((host) => !host.includes('[')),
};

/**
 * The popup's script is one file that shares nothing, which stands sooner. WXT adds its hook for pages all the same, and with it what
 * the other pages share.
 * @see https://vite.dev/guide/api-plugin#transformindexhtml
 */
const popupByOneScript = {
  name: 'popup-by-one-script',
  transformIndexHtml: {
    order: 'post' as const,
    handler: (html: string, { path }: { path: string }) =>
      path.includes('popup') ? html.replace(/\s*<script type="module"[^>]*><\/script>/g, '') : html,
  },
};

export default defineConfig({
  modules: ['@wxt-dev/i18n/module'],
  imports: false,
  manifestVersion: 3,
  manifest: ({ browser }) => ({
    name: '__MSG_extension_name__',
    short_name: '__MSG_extension_shortName__',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    commands: COMMANDS,
    ...(browser === 'firefox' ? firefox : chromium),
    content_security_policy: { extension_pages: PAGES_MAY },
  }),
  hooks: {
    'build:done': async ({ config }, { steps }) => {
      await writeLicences(config.outDir, readFileSync('LICENSE', 'utf8'));
      for (const step of steps) step.chunks = step.chunks.filter(({ fileName }) => !isPart(fileName));
    },
    'build:publicAssets': ({ config }, files) => {
      // As they come, they are spaced for people to read.
      for (const file of files)
        if (file.relativeDest.endsWith('messages.json') && 'contents' in file)
          file.contents = JSON.stringify(JSON.parse(file.contents));
      if (config.browser === 'firefox') return;
      files.push({ relativeDest: POLICY_SCHEMA, contents: JSON.stringify(policyJsonSchema(), null, 2) });
    },
  },
  vite: ({ browser }) => ({
    plugins: [popupByOneScript],
    build: {
      sourcemap: false,
      license: { fileName: nextPart() },
      modulePreload: { polyfill: false },
      // What pages share is one file: the popup stands sooner than with one for each set of pages that share something.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: 'base', test: /\/base\.css$/ },
              { name: 'shared', minShareCount: 2, test: (id: string) => !id.includes('/read-page.') },
            ],
          },
        },
      },
      target: browser === 'firefox' ? 'firefox142' : 'chrome123',
    },
  }),
});
