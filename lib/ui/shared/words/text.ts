import { i18n } from '#i18n';
import { isolated, pickLocale } from './format.ts';
import { type Message, type MessageArgs, type MessageKey, message } from './message.ts';

type Values = Record<string, string | number>;

// Keys and placeholders were checked where the message was made; here any message may come.
const translate = i18n.t as (key: string, countOrValues?: number | Values, values?: Values) => string;

/** The text of a message in the browser's language. */
export function render({ key, args }: Message): string {
  if (!args) return translate(key);
  const values: Values = {};
  for (const [name, value] of Object.entries(args))
    values[name] = typeof value === 'object' ? render(value) : inSentence(value);
  return typeof values.count === 'number' ? translate(key, values.count, values) : translate(key, values);
}

function inSentence(value: string | number): string | number {
  return typeof value === 'string' ? isolated(value) : value;
}

/** The text of a key, with its placeholders filled. */
export function t<K extends MessageKey>(key: K, ...args: MessageArgs<K>): string {
  return render(message(key, ...args));
}

/** The locale for times and numbers: the language of the texts, in the person's own region. */
export function textLocale(): string {
  return pickLocale(t('language.code'), navigator.languages);
}
