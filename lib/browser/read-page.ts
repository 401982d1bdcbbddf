import type { PageContents } from '../keycloak/end-page.ts';

/** Reads a page with the browser's own parser; nothing in it runs or loads. */
export function readPage(html: string): PageContents {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const values = (selector: string, attribute: string) =>
    [...page.querySelectorAll(selector)].map((element) => element.getAttribute(attribute) ?? '');
  return { frames: values('iframe[src]', 'src'), fields: values('input[name]', 'name') };
}
