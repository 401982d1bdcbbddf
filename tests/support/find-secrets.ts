import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Secret } from './op.ts';

/** So many characters of a random text are found nowhere by chance. */
const PIECE = 16;

/**
 * What is looked for of a secret: the beginning and the end of each random part, as a file's own compression may break the rest up. Of a
 * JWT that is its signature: other tokens of the same realm begin alike.
 */
function piecesOf({ value }: Secret): string[] {
  const parts = value.split('.').length === 3 ? value.split('.').slice(2) : [value];
  const random = parts.flatMap((part) => part.match(/[\w-]{16,}/g) ?? []);
  return random.flatMap((one) => [one.slice(0, PIECE), one.slice(-PIECE)]);
}

/** Which kinds of secrets stand in a text, or in the bytes of a file: as UTF-8, and as UTF-16. */
export function foundIn(where: string | Buffer, secrets: readonly Secret[]): string[] {
  const encodings = typeof where === 'string' ? ([undefined] as const) : (['utf8', 'utf16le'] as const);
  const found = secrets.filter((secret) =>
    piecesOf(secret).some((piece) => encodings.some((encoding) => isIn(where, piece, encoding))),
  );
  return [...new Set(found.map(({ kind }) => kind))].sort();
}

function isIn(where: string | Buffer, piece: string, encoding: BufferEncoding | undefined): boolean {
  return typeof where === 'string' ? where.includes(piece) : where.includes(piece, 0, encoding);
}

/**
 * Which kinds of secrets stand in which files of a directory, however deep.
 * @returns a line for each file that holds any.
 */
export async function foundOnDisk(directory: string, secrets: readonly Secret[]): Promise<string[]> {
  const lines: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const kinds = foundIn(await readFile(path), secrets);
    if (kinds.length > 0) lines.push(`${relative(directory, path)}: ${kinds.join(', ')}`);
  }
  return lines;
}
