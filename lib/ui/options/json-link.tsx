import type { JSX } from 'preact';

type JsonLinkProps = { file: string; value: unknown; children: string };

/** A link that saves a value as a JSON file, without a server or a permission. */
export function JsonLink({ file, value, children }: JsonLinkProps): JSX.Element {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  return (
    <a class="button" download={file} href={`data:application/json,${encodeURIComponent(text)}`}>
      {children}
    </a>
  );
}
