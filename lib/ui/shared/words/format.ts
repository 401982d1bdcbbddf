/** What formatting depends on: a BCP 47 locale, and the present in milliseconds since 1970. */
export type Setting = { locale: string; now: number };

/** A browser takes a millisecond to make one, and every row of a list asks for the same. */
const numberFormat = keeping(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);
const timeFormat = keeping(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);

/**
 * Chooses the locale for times and numbers.
 * @param language the language of the texts, such as `en`.
 * @param preferred the person's languages with their regions, most wanted first.
 */
export function pickLocale(language: string, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.split('-')[0] === language) ?? language;
}

/**
 * A duration in seconds without its unit, such as "0.2": never zero, because nothing takes no time.
 * @param ms milliseconds.
 */
export function formatSeconds(ms: number, locale: string): string {
  const seconds = Math.max(ms / 1000, 0.1);
  const digits = seconds < 9.95 ? 1 : 0;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return numberFormat(locale, options).format(seconds);
}

/**
 * A time of day, such as "09:14"; with its date where it is not today.
 * @param at milliseconds since 1970.
 */
export function formatTime(at: number, { locale, now }: Setting): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  const date = today ? {} : ({ dateStyle: 'short' } as const);
  return timeFormat(locale, { timeStyle: 'short', ...date }).format(at);
}

/** Several names in one phrase, such as "Staff and Partners". */
export function formatNames(names: string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names.map(isolated));
}

/** Letters of scripts that run from right to left: those of Hebrew and Arabic and their kin, and what Unicode keeps for more of them. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name within a sentence: what runs from right to left turns nothing around it, as in an element of its own (`bdi`).
 * @see Unicode Standard Annex 9, section 2.4 (isolates)
 */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** The host of an issuer, with its port where it has one; nothing for a realm of which no issuer is known yet. */
export function issuerHost(issuer: string): string {
  return URL.parse(issuer)?.host ?? '';
}

function keeping<O, F>(make: (locale: string, options: O) => F): (locale: string, options: O) => F {
  const made = new Map<string, F>();
  return (locale, options) => {
    const key = locale + JSON.stringify(options);
    const format = made.get(key) ?? make(locale, options);
    made.set(key, format);
    return format;
  };
}
