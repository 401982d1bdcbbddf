import type { ComponentChildren, JSX } from 'preact';
import { Logo } from '../shared/marks.tsx';
import { keyPart } from '../shared/words/message.ts';
import { t } from '../shared/words/text.ts';
import { headingId, linkTo, PAGES, type PageName, type Place } from './places.ts';

/** A page's name, as its link and its heading say it. */
export function pageTitle(page: PageName): string {
  return t(`pages.${keyPart(page)}`);
}

/** The pages of the options, and which of them is shown. */
export function SideNav({ place }: { place: Place }): JSX.Element {
  return (
    <nav class="side" aria-label={t('options.title')}>
      <p>
        <Logo size={24} />
        {t('options.title')}
      </p>
      <ul>
        {PAGES.map((page) => (
          <li key={page}>
            <a href={linkTo(page)} aria-current={page === place.page ? 'page' : undefined}>
              {pageTitle(page)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type PageProps = { name: PageName; place: Place; intro?: string; children: ComponentChildren };

/** One page of the options. Those that are not shown stay as they are: what was typed, chosen or is being tested there goes on. */
export function Page({ name, place, intro, children }: PageProps): JSX.Element {
  return (
    <section class="content" hidden={name !== place.page} aria-labelledby={headingId(name)}>
      <header>
        <h1 id={headingId(name)} tabIndex={-1}>
          {pageTitle(name)}
        </h1>
        {intro && <p class="soft">{intro}</p>}
      </header>
      {children}
    </section>
  );
}
