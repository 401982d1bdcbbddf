import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin } from 'vitest/config';

/** What takes one defence away: a text of a file of the product, and what stands there instead. */
export type Edit = { file: string; code: string; instead: string };

/** The name of the query under which a module and all that it imports are loaded once more, without a defence. */
const QUERY = '?without=';

/** The address of a module that is loaded once more, with all that it imports, after some edits. */
export function withoutDefence(module: string, edits: readonly Edit[]): string {
  return module + QUERY + Buffer.from(JSON.stringify(edits)).toString('base64url');
}

/**
 * Loads modules without a defence. A module that is imported under the query hands it on to what it imports of the project, so each attack has
 * modules of its own. No file is changed, and the product knows nothing of it.
 * @param root the project's directory.
 */
export function withoutDefences(root: string): Plugin {
  const isOurs = (path: string): boolean =>
    !relative(root, path).startsWith('..') && !path.includes('node_modules');
  return {
    name: 'without-defences',
    enforce: 'pre',
    async resolveId(source, importer) {
      const query = importer?.split(QUERY)[1];
      if (query === undefined || source.includes(QUERY)) return null;
      const found = await this.resolve(source, importer?.split('?')[0], { skipSelf: true });
      return found && isOurs(found.id) ? found.id + QUERY + query : found;
    },
    async load(id) {
      const [path = '', query] = id.split(QUERY);
      if (query === undefined) return null;
      const edits = JSON.parse(Buffer.from(query, 'base64url').toString()) as Edit[];
      const own = edits.filter(({ file }) => path === join(root, file));
      return own.reduce(edited, await readFile(path, 'utf8'));
    },
  };
}

function edited(source: string, { file, code, instead }: Edit): string {
  const found = source.split(code).length - 1;
  if (found !== 1) throw new Error(`${file} has this ${found} times, not once:\n${code}`);
  return source.replace(code, () => instead);
}
