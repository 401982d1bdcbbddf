import { type ComponentChild, render } from 'preact';
import { say } from './text.ts';

/** Shows a page in its document's `#app`, in the language of its texts. */
export function mount(page: ComponentChild): void {
  const place = document.getElementById('app');
  if (!place) throw new Error('the document has no #app');
  document.documentElement.lang = say('language.code');
  document.title = say('extension.shortName');
  render(page, place);
}
