import { ALONE, ROW, RUN, STATUS, TEST } from '../flows/kernel/records.ts';
import { IN_FORCE } from './settings-in-force.ts';

/** The key of the record that names all that are for pages: they read by key, and know no others. */
export const LISTED = 'listed';

/** Whether a record is for pages to show. None of these holds a token. */
export function isShownKey(key: string): boolean {
  return [IN_FORCE, STATUS, RUN, ROW, TEST, ALONE].some((start) => key.startsWith(start));
}
