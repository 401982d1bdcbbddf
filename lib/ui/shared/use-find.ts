import { useEffect, useState } from 'preact/hooks';
import type { Backend } from '../../contract/messages.ts';

/** What there is to say of looking for realms (`found.…` in the locales); nothing before it was asked for. */
export type FindSaid = '' | 'working' | 'none' | 'refused';

/**
 * Looking for realms that nobody has named, and how it goes; also how it went where the worker has looked for a page that was closed.
 * `none` says nothing of those that were found and stand in the view.
 * @returns what there is to say, and what looks; asking for all sites before, it is to be called in the very handler of a click, as a
 *   browser takes such a request in that only.
 */
export function useFind(backend: Backend): [said: FindSaid, find: (asks: boolean) => Promise<void>] {
  const [said, setSaid] = useState<FindSaid>('');
  useEffect(() => {
    if (backend.looked) setSaid('none');
  }, [backend]);
  const find = async (asks: boolean): Promise<void> => {
    if (asks && !(await backend.requestEverywhere({ kind: 'find', payload: {} }))) return setSaid('refused');
    setSaid('working');
    await backend.send('find', {});
    setSaid('none');
  };
  return [said, find];
}
