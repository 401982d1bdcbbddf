import type { PageContents } from '../keycloak/end-page.ts';

/** Reads a page with the browser's own parser; nothing in it runs or loads. */
export function readPage(html: string): PageContents {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const frames = [...page.querySelectorAll('iframe[src]')];
  const fields = [...page.querySelectorAll('input[name]')];
  return {
    frames: frames.map((frame) => frame.getAttribute('src') ?? ''),
    values: Object.fromEntries(
      fields.map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? '']),
    ),
  };
}
