import { glob, readFile } from 'node:fs/promises';
import { parseMessagesFile } from '@wxt-dev/i18n/build';

const LANGUAGES = ['en', 'de'];
const SOURCES = ['wxt.config.ts', '{entrypoints,lib}/**/*.{ts,tsx,html}'];

/** A literal that reads like a key, with `${…}` where a template has a hole; group 1 tells whether it is given as one. */
const KEY_LITERAL = /((?:t|message)\(\s*)?(['"`])([a-zA-Z]\w*(?:\.(?:\w|\$\{(?:[^{}]|\{[^}]*\})*\})+)+)\2/g;

/** Each text by key, told as its placeholders and plural forms, which every language has to have alike. */
type Texts = Map<string, string>;

/** A place in the code that names a text, or several by a template. */
type Use = { file: string; name: string; matches: (key: string) => boolean };

const texts = await Promise.all(LANGUAGES.map((language) => readTexts(`locales/${language}.yml`)));
const keys = [...new Set(texts.flatMap((one) => [...one.keys()]))];
const sections = new Set(keys.map((key) => key.split('.')[0]));
const uses = await findUses();
const problems = [
  ...keys.flatMap(compareLanguages),
  ...uses.flatMap(findUnknown),
  ...keys.flatMap(findUnused),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`i18n: ${keys.length} keys, ${LANGUAGES.length} languages, none missing, none unused`);

async function readTexts(file: string): Promise<Texts> {
  const parsed = await parseMessagesFile(file);
  const own = parsed.filter(({ key }) => !key[0]?.startsWith('@@'));
  return new Map(own.map((text) => [text.key.join('.'), shapeOf(text)]));
}

function shapeOf(text: Awaited<ReturnType<typeof parseMessagesFile>>[number]): string {
  const forms = text.type === 'plural' ? ` in forms ${Object.keys(text.plurals).sort().join(', ')}` : '';
  return `{${[...text.namedSubstitutions].sort().join(', ')}}${forms}`;
}

function compareLanguages(key: string): string[] {
  const shapes = texts.map((one) => one.get(key));
  return shapes.flatMap((shape, at) => {
    if (shape === undefined) return [`${key}: missing in ${LANGUAGES[at]}`];
    const differs = shapes[0] !== undefined && shape !== shapes[0];
    return differs ? [`${key}: ${LANGUAGES[0]} has ${shapes[0]}, ${LANGUAGES[at]} has ${shape}`] : [];
  });
}

async function findUses(): Promise<Use[]> {
  const found: Use[] = [];
  for await (const file of glob(SOURCES)) found.push(...usesIn(file, await readFile(file, 'utf8')));
  return found;
}

function usesIn(file: string, source: string): Use[] {
  const code = source.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '');
  const literals = [...code.matchAll(KEY_LITERAL)].flatMap(([, call, , name = '']): Use[] => {
    if (!call && !sections.has(name.split('.')[0])) return [];
    const pattern = new RegExp(
      `^${name.replaceAll('.', '\\.').replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '\\w+')}$`,
    );
    return [{ file, name, matches: (key) => pattern.test(key) }];
  });
  const manifest = [...source.matchAll(/__MSG_(\w+?)__/g)].map(
    ([name, id]): Use => ({ file, name, matches: (key) => key.replaceAll('.', '_') === id }),
  );
  return [...literals, ...manifest];
}

function findUnknown({ file, name, matches }: Use): string[] {
  return keys.some(matches) ? [] : [`${name}: used in ${file}, in no language`];
}

function findUnused(key: string): string[] {
  return uses.some(({ matches }) => matches(key)) ? [] : [`${key}: not used`];
}
