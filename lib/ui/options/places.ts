/** The pages of the options, in the order of their navigation; each one's name is its hash. */
export const PAGES = ['realms', 'signing-out', 'automatic', 'activity', 'transfer', 'admins'] as const;

/** A page of the options. */
export type PageName = (typeof PAGES)[number];

/** Where in the options somebody is: a page, and the realm that the address names beside it, by its issuer. */
export type Place = { page: PageName; issuer: string | null };

/**
 * Reads an address's hash: `#PAGE`, `#PAGE=ISSUER`, or `#test=ISSUER`, which tests a realm where realms stand. Whatever else it says leads
 * to the realms.
 * @param hash as a browser gives it, with its `#`, or empty.
 */
export function placeOf(hash: string): Place {
  const [name = '', ...rest] = hash.slice(1).split('=');
  return { page: PAGES.find((page) => page === name) ?? 'realms', issuer: decoded(rest.join('=')) };
}

/** The address of a page within the options, for a realm where one is named. */
export function linkTo(page: PageName, issuer?: string): string {
  return issuer === undefined ? `#${page}` : `#${page}=${encodeURIComponent(issuer)}`;
}

/** The document's id of a page's heading: no page's hash, so that no browser scrolls to it by itself. */
export function headingId(page: PageName): string {
  return `page-${page}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text) || null;
  } catch {
    return null;
  }
}
