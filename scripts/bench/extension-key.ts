import { createHash, generateKeyPairSync } from 'node:crypto';

/** A manifest's `key`, and the id that Chromium makes of it. */
export type ExtensionKey = { key: string; id: string };

/**
 * Makes a key, so that an unpacked extension's id is known before it is loaded.
 * @see https://developer.chrome.com/docs/extensions/reference/manifest/key
 */
export function newExtensionKey(): ExtensionKey {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const digits = createHash('sha256').update(der).digest('hex').slice(0, 32);
  const id = digits.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  return { key: der.toString('base64'), id };
}
