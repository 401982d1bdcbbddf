import type { TestPage } from '../browser.ts';

/** What the signed-out page says of one app: its marks, such as `told` or `cleared`. */
export type AppShown = { name: string; marks: string[] };

/** One realm's row on the signed-out page; its result is empty while it is at work. */
export type RowShown = { issuer: string; result: string };

/** What stands on the page on which a sign-out ends: its headline by kind, the rows, and what is said of whatever is left. */
export type Screen = {
  headline: string;
  rows: RowShown[];
  failures: string[];
  apps: AppShown[];
  providers: { alias: string; state: string }[];
  /** Empty where nothing is said of other devices. */
  devices: string;
};

/** Headlines under which a person goes away. */
const GREEN = ['signed-out', 'nothing'];

/** Whether a person who reads this goes away. */
export function isGreen({ headline }: Screen): boolean {
  return GREEN.includes(headline);
}

/** Reads the signed-out page as it stands. */
export function readScreen(page: TestPage): Promise<Screen> {
  return page.evaluate(() => {
    const read = (name: string) => (at: Element) => at.getAttribute(`data-${name}`) ?? '';
    const all = (name: string) => [...document.querySelectorAll(`[data-${name}]`)];
    return {
      headline: document.querySelector('main')?.getAttribute('data-headline') ?? 'working',
      rows: [...document.querySelectorAll('li[data-realm]')].map((row) => ({
        issuer: read('realm')(row),
        result: read('result')(row),
      })),
      failures: all('failure').map(read('failure')),
      apps: all('app').map((app) => ({ name: read('app')(app), marks: read('marks')(app).split(' ') })),
      providers: all('provider').map((one) => ({
        alias: read('provider')(one),
        state: read('provider-state')(one),
      })),
      devices: all('devices').map(read('devices'))[0] ?? '',
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
export function wordsOf({ headline, rows, failures, apps, providers, devices }: Screen): string {
  const said = [
    ...rows.map(({ result }) => result || 'at work'),
    ...failures,
    ...apps.map(({ name, marks }) => `${name} ${marks.join('+')}`),
    ...providers.map(({ alias, state }) => `${alias} ${state}`),
    ...(devices ? [`devices ${devices}`] : []),
  ];
  return `${headline} (${said.join(', ')})`;
}
