import { type ComponentChild, render } from 'preact';
import { t } from './words/text.ts';

/** Shows a page in its document's `#app`, in the language of its texts. */
export function mount(page: ComponentChild): void {
  const place = document.getElementById('app');
  if (!place) throw new Error('the document has no #app');
  document.documentElement.lang = t('language.code');
  document.title = t('extension.shortName');
  render(page, place);
}
