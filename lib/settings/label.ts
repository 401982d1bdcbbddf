import { plainText } from '../errors/plain-text.ts';
import { decodePart } from '../protocol/percent.ts';
import { LABEL_LENGTH } from './schema.ts';

/**
 * A first label for a realm: its name in the address, or the host where the address has none that can be read.
 * @param issuer an issuer identifier.
 */
export function labelFromIssuer(issuer: string): string {
  const url = new URL(issuer);
  const name = /\/realms\/([^/]+)/.exec(url.pathname)?.[1] ?? '';
  return toLabel(decodePart(name), url.hostname);
}

/**
 * Makes a label of a text that a person or a server has given.
 * @param text of any length, blank too, and of whatever characters.
 * @param instead the label where the text is blank, such as a host.
 */
export function toLabel(text: string, instead: string): string {
  return plainText(text.trim(), LABEL_LENGTH).trim() || instead.slice(0, LABEL_LENGTH);
}
