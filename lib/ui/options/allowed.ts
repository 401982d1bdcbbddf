import type { Allowed } from '../../contract/messages.ts';

/** The patterns that cover more than a host, as a browser lists them. */
const WIDE: Record<string, readonly string[]> = {
  'https:': ['<all_urls>', '*://*/*', 'https://*/*'],
  'http:': ['<all_urls>', '*://*/*', 'http://*/*'],
};

/**
 * Whether the person has allowed the host of an address. For show only: before anything is done the browser is asked.
 * @param address absolute.
 */
export function isHostAllowed({ hosts }: Allowed, address: string): boolean {
  const { protocol, hostname } = new URL(address);
  const covering = [`${protocol}//${hostname}/*`, `*://${hostname}/*`, ...(WIDE[protocol] ?? [])];
  return covering.some((pattern) => hosts.includes(pattern));
}
