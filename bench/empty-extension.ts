import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a manifest's `key` and the id that Chromium makes of it, which is so known before the extension is loaded.
 * @see https://developer.chrome.com/docs/extensions/reference/manifest/key
 */
export function newExtensionKey(): { key: string; id: string } {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const digits = createHash('sha256').update(der).digest('hex').slice(0, 32);
  const id = digits.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  return { key: der.toString('base64'), id };
}

const HOSTS = ['http://127.0.0.1/*', 'http://localhost/*', 'http://*.localhost/*'];

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Empty</title></head><body>${body}</body></html>`;

/** The popup says when it can be used, as ours does. */
const FILES = {
  'back.html': page('Back'),
  'popup.html': page('<button type="button">Go</button><script src="popup.js"></script>'),
  'popup.js': "performance.mark('usable');\n",
  'worker.js': '',
};

/**
 * Writes an extension that does nothing by itself into a temporary directory: what ours is measured beside.
 * @param key its manifest's `key`.
 * @returns its directory.
 */
export function writeEmptyExtension(key: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'empty-'));
  const manifest = {
    manifest_version: 3,
    name: 'Empty',
    version: '1',
    key,
    permissions: ['tabs', 'cookies', 'browsingData'],
    host_permissions: HOSTS,
    background: { service_worker: 'worker.js' },
    action: { default_popup: 'popup.html' },
    web_accessible_resources: [{ resources: ['back.html'], matches: HOSTS }],
  };
  const files = { ...FILES, 'manifest.json': JSON.stringify(manifest) };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}
