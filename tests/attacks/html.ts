import type { ComponentChildren, VNode } from 'preact';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);
}

/**
 * The markup that a browser would make of what a component gives, as Preact has it: texts are texts, and only what is given as markup is.
 * @param node of components that keep no state.
 */
export function htmlOf(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map(htmlOf).join('');
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (typeof node !== 'object') return escaped(String(node));
  const { type, props } = node as VNode<Record<string, unknown>>;
  if (typeof type === 'function') return htmlOf((type as (given: object) => ComponentChildren)(props));
  const { children, dangerouslySetInnerHTML: raw, ...given } = props;
  const attributes = Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'function' ? [] : ` ${name}="${escaped(String(value))}"`,
  );
  const inner = (raw as { __html: string } | undefined)?.__html ?? htmlOf(children as ComponentChildren);
  return type ? `<${type}${attributes.join('')}>${inner}</${type}>` : inner;
}
