import type { Realm } from '../../settings/schema.ts';
import { type Message, message } from '../shared/words/message.ts';

/** One line of the menu on the extension's button: a text, or a realm's name. `under`: the line below which it stands. */
export type MenuLine = { id: string; title: Message | string; under?: string };

/** What a click on a line is to do. */
export type MenuAct = { kind: 'sign-out'; realmIds?: string[] } | { kind: 'options' };

const EVERYTHING = 'everything';
const ONE = 'one';
const REALM = 'realm:';
const OPTIONS = 'options';

/**
 * The menu: everything, and each realm where there are several, found ones too, as the popup has them.
 * @param hasOptions whether the browser's own menu leads to the options already, as Chromium's does.
 */
export function menuLines(realms: readonly Realm[], hasOptions: boolean): MenuLine[] {
  const each = realms.map(({ id, label }) => ({ id: REALM + id, title: literal(label), under: ONE }));
  return [
    { id: EVERYTHING, title: message('popup.all') },
    ...(each.length > 1 ? [{ id: ONE, title: message('menu.one') }, ...each] : []),
    ...(hasOptions ? [] : [{ id: OPTIONS, title: message('popup.options') }]),
  ];
}

/** Reads which line was clicked; null for one that does nothing by itself. */
export function menuAct(id: string): MenuAct | null {
  if (id === EVERYTHING) return { kind: 'sign-out' };
  if (id === OPTIONS) return { kind: 'options' };
  return id.startsWith(REALM) ? { kind: 'sign-out', realmIds: [id.slice(REALM.length)] } : null;
}

/**
 * A menu takes "&" for the mark of an access key, and "%s" for what is selected in a page.
 * @see https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/menus/create
 */
function literal(label: string): string {
  return label.replaceAll('&', '&&').replaceAll('%s', '%\u2060s');
}
