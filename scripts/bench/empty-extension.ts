import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HOSTS = ['http://127.0.0.1/*', 'http://localhost/*'];

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Empty</title></head><body>${body}</body></html>`;

/** The popup's one button asks the worker, which answers at once. The popup says when it can be used, as ours does. */
const FILES = {
  'back.html': page('Back'),
  'popup.html': page('<button type="button">Go</button><script src="popup.js"></script>'),
  'popup.js':
    "document.querySelector('button').addEventListener('click', () => chrome.runtime.sendMessage('go'));\nperformance.mark('usable');\n",
  'worker.js': 'chrome.runtime.onMessage.addListener((message, sender, answer) => answer(message));\n',
};

/**
 * Writes an extension that does nothing by itself into a temporary directory: the floor beside which ours is measured.
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
    permissions: ['tabs', 'identity'],
    host_permissions: HOSTS,
    background: { service_worker: 'worker.js' },
    action: { default_popup: 'popup.html' },
    web_accessible_resources: [{ resources: ['back.html'], matches: HOSTS }],
  };
  const files = { ...FILES, 'manifest.json': JSON.stringify(manifest) };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}
