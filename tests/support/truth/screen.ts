import type { TestPage } from '../browser.ts';

/** What the signed-out page says of one app: its marks, such as `told` or `cleared`. */
export type AppShown = { name: string; marks: string[] };

/** One realm's row on the signed-out page. */
export type RowShown = {
  issuer: string;
  /** Empty while the row is at work. */
  result: string;
  failures: string[];
  apps: AppShown[];
  providers: { alias: string; state: string }[];
  /** Empty where nothing is said of other devices. */
  devices: string;
};

/** What stands on the page on which a sign-out ends: its headline by kind and in words, and the rows. */
export type Screen = { headline: string; words: string; rows: RowShown[] };

/** Headlines under which a person goes away. */
const GREEN = ['signed-out', 'nothing'];

/** Whether a person who reads this goes away. */
export function isGreen({ headline }: Screen): boolean {
  return GREEN.includes(headline);
}

/** Reads the signed-out page as it stands. */
export function readScreen(page: TestPage): Promise<Screen> {
  return page.evaluate(() => {
    const read = (at: Element, name: string): string => at.getAttribute(name) ?? '';
    const all = (at: Element, name: string): Element[] => [...at.querySelectorAll(`[${name}]`)];
    const main = document.querySelector('main');
    return {
      headline: ((): string => {
        const h = main?.getAttribute('data-headline');
        if (h) return h;
        const rows = [...document.querySelectorAll('li[data-realm]')];
        if (rows.length === 0 || rows.some((r) => !r.hasAttribute('data-result'))) return 'working';
        const t = document.querySelector('h1')?.textContent ?? '';
        if (t === 'You are signed out')
          return rows.every((r) => r.getAttribute('data-result') === 'already-signed-out')
            ? 'nothing'
            : 'signed-out';
        return `“${t}”`;
      })(),
      words: document.querySelector('h1')?.textContent ?? '',
      rows: [...document.querySelectorAll('li[data-realm]')].map((row) => ({
        issuer: read(row, 'data-realm'),
        result: read(row, 'data-result'),
        failures: all(row, 'data-failure').map((note) => read(note, 'data-failure')),
        apps: all(row, 'data-app').map((app) => ({
          name: read(app, 'data-app'),
          marks: read(app, 'data-marks').split(' '),
        })),
        providers: all(row, 'data-provider').map((one) => ({
          alias: read(one, 'data-provider'),
          state: read(one, 'data-provider-state'),
        })),
        devices: all(row, 'data-devices').map((one) => read(one, 'data-devices'))[0] ?? '',
      })),
    };
  });
}

/** The state of each realm's row in the popup, by issuer. */
export function readPopup(popup: TestPage): Promise<Record<string, string>> {
  return popup.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('li[data-realm]')].map((row) => [
        row.getAttribute('data-realm') ?? '',
        row.getAttribute('data-state') ?? '',
      ]),
    ),
  );
}

/** A screen in one line. */
export function wordsOf({ headline, rows }: Screen): string {
  const each = rows.map(({ result, failures, apps, providers, devices }) =>
    [
      result || 'at work',
      ...failures,
      ...apps.map(({ name, marks }) => `${name} ${marks.join('+')}`),
      ...providers.map(({ alias, state }) => `${alias} ${state}`),
      ...(devices ? [`devices ${devices}`] : []),
    ].join(', '),
  );
  return [headline, ...each.map((row) => `(${row})`)].join(' ');
}
