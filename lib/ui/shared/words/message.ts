import type { GeneratedI18nStructure } from '#i18n';

/** The key of a text in the locales. */
export type MessageKey = Exclude<keyof GeneratedI18nStructure, `@@${string}`>;

/** What fills a placeholder: a value, or another text. */
export type MessageValue = string | number | Message;

/** A text by key and what fills it, so that logic says what to say without knowing a language. */
export type Message = { key: MessageKey; args?: Record<string, MessageValue> };

type Names<K extends MessageKey> = GeneratedI18nStructure[K] extends {
  namedSubstitutions: readonly (infer N extends string)[];
}
  ? N
  : never;

/** The placeholders that a text needs; nothing where it has none. */
export type MessageArgs<K extends MessageKey> = [Names<K>] extends [never]
  ? []
  : [args: Record<Names<K>, MessageValue>];

type Underscored<S extends string> = S extends `${infer A}-${infer B}` ? `${A}_${Underscored<B>}` : S;

/**
 * Names a text. A numeric placeholder `count` also chooses the plural form.
 */
export function message<K extends MessageKey>(key: K, ...[args]: MessageArgs<K>): Message {
  return args ? { key, args } : { key };
}

/**
 * Turns a code or step into its part of a message key: browsers take no dash in a message's name.
 * @see https://developer.chrome.com/docs/extensions/reference/api/i18n
 */
export function keyPart<S extends string>(name: S): Underscored<S> {
  return name.replaceAll('-', '_') as Underscored<S>;
}
