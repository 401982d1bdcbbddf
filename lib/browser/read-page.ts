import type { PageContents } from '../keycloak/end-page.ts';

/** Reads a page with the browser's own parser; nothing in it runs or loads. What stands in `noscript` is no part of it. */
export function readPage(html: string): PageContents {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const hidden of page.querySelectorAll('noscript, template')) hidden.remove();
  const attributes = (selector: string, name: string): string[] =>
    [...page.querySelectorAll(selector)].map((element) => element.getAttribute(name) ?? '');
  return {
    frames: attributes('iframe[src]', 'src'),
    links: attributes('a[href]', 'href'),
    forms: [...page.querySelectorAll('form')].map((form) => ({
      action: form.getAttribute('action') ?? '',
      method: (form.getAttribute('method') ?? 'get').toLowerCase(),
      values: valuesOf(form),
    })),
    scripts: [...page.querySelectorAll('script:not([src])')].map(({ textContent }) => textContent).join('\n'),
  };
}

function valuesOf(form: Element): Record<string, string> {
  const fields = [...form.querySelectorAll('input[name]')];
  return Object.fromEntries(
    fields.map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? '']),
  );
}
