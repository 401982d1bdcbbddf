import { defineConfig } from 'wxt';

/**
 * Public half of a key made for this project: it fixes the Chromium extension id, and so the addresses
 * that an admin registers in Keycloak, on every machine. The private half was never kept.
 */
const CHROMIUM_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp19B3aZlMe/ase9B0/+MOwon5CJe1Q3FVzj+S7zfRhqTsAeD9tok2EQIEMuiS9xeR5CA5MV8lEixql6f+WIoELN+iGwuddb0SbvufqDYWFezz75WtkrSapaXfTybCzSSuLjOyFaasCSkr/nXoGxxpkB+3M94rZa2dDXcgo5cEPfya6w6KpgOSsIh7M++DyvZahDSWeOIiBJ1k2AnjwMOePf1yKZIfQxhhjgEqJohx9dAd2WEFe55N89Ip9s7079reD3d2NiO/+F+QdimzJgtFHZtpJXDrT29fCUXNgtiU336/g/SQw1A7RxafWA3XZkViWqUaFl9A6bviSaXdAXyswIDAQAB';

export default defineConfig({
  modules: ['@wxt-dev/webextension-polyfill', '@wxt-dev/i18n/module'],
  imports: false,
  manifestVersion: 3,
  manifest: {
    name: '__MSG_extension_name__',
    short_name: '__MSG_extension_shortName__',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    key: CHROMIUM_KEY,
    minimum_chrome_version: '123',
    incognito: 'split',
    permissions: ['storage', 'identity'],
    web_accessible_resources: [
      // The OP's redirect ends here. An OP may live on any host, and http is for loopback only.
      { resources: ['signed-out.html'], matches: ['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*', 'http://*.localhost/*', 'http://[::1]/*'] },
    ],
    content_security_policy: {
      // frame-ancestors: a web page must not be able to frame the one page it can reach.
      extension_pages: "default-src 'self'; connect-src https: http://localhost:* http://127.0.0.1:* http://[::1]:* http://*.localhost:*; style-src 'self'; img-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    },
  },
  vite: () => ({ build: { sourcemap: false } }),
});
