import { parseMessagesFile } from '@wxt-dev/i18n/build';
import type { Message } from '../../../lib/ui/shared/words/message.ts';

/** A language that the extension speaks. */
export type Language = 'en' | 'de';

type Texts = Awaited<ReturnType<typeof parseMessagesFile>>;

const texts: Record<Language, Texts> = {
  en: await parseMessagesFile('locales/en.yml'),
  de: await parseMessagesFile('locales/de.yml'),
};

/** The codes of failures that have words, as the locales write them. */
export const FAILURE_PARTS = texts.en.flatMap(({ key: [group, code = '', what] }) =>
  group === 'error' && what === 'what' ? [code] : [],
);

/** A message as a person reads it in a language, as the extension's own library puts it together. */
export function textOf(language: Language, { key, args = {} }: Message): string {
  const form = formOf(language, key, args.count);
  return form.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = args[name];
    if (value === undefined) throw new Error(`${key}: nothing fills {${name}}`);
    return typeof value === 'object' ? textOf(language, value) : String(value);
  });
}

function formOf(language: Language, key: string, count: unknown): string {
  const text = texts[language].find((one) => one.key.join('.') === key);
  if (text?.type === 'plural') {
    const forms: Record<string, string> = text.plurals;
    const form = forms[String(count)] ?? forms.n;
    if (form) return form;
  }
  if (text?.type !== 'simple') throw new Error(`no text of this name: ${key}`);
  return text.message;
}
