import type { PageContents } from '../keycloak/end-page.ts';

/** The part of Trusted Types that is used here. */
type TrustedTypes = {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string },
  ): { createHTML(text: string): unknown };
};

/**
 * Where a browser has Trusted Types, the manifest lets this name alone make HTML of a text.
 * @see https://www.w3.org/TR/trusted-types/
 */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('read-page', {
  createHTML: (text) => text,
});

/** Reads a page with the browser's own parser; nothing in it runs or loads. What stands in `noscript` is no part of it. */
export function readPage(html: string): PageContents {
  const trusted = (policy?.createHTML(html) ?? html) as string;
  const page = new DOMParser().parseFromString(trusted, 'text/html');
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
