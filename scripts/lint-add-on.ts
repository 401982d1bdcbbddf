// The Firefox store's own check of the build: any error fails it, and any warning but the one that a released library brings.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the check says of a place in the build; `line` and `column` count from 1. */
type Finding = { code: string; message: string; file?: string; line?: number; column?: number };

const BUILD = '.output/firefox-mv3';

/**
 * Preact writes HTML for whoever passes `dangerouslySetInnerHTML`: `dom.innerHTML = newHtml.__html`, before it is minified. No page
 * here passes it, which our linter sees to (`noDangerouslySetInnerHtml`), and the store takes no library that was changed. So
 * this one statement is known, by what stands at the place that the warning names; any other in the same file is not.
 * @see https://github.com/preactjs/preact/blob/main/src/diff/index.js
 */
const PREACT_SETS_HTML = /^\w+\.innerHTML=\w+\.__html\b/;

/** The script of the popup, which is one file, and the one that the other pages share. */
const WITH_PREACT = 2;

const { errors, warnings } = lint();
const known = warnings.filter(isOfPreact);
const problems = [...errors, ...warnings.filter((warning) => !isOfPreact(warning))];
for (const { code, message, file = '', line = 0, column = 0 } of problems)
  console.error(`${code}: ${message} (${file}:${line}:${column})`);
// One that no longer comes is no longer to be let through, nor is a second copy in one script.
const scripts = known.map(({ file }) => file);
const once = scripts.length === WITH_PREACT && new Set(scripts).size === scripts.length;
if (!once)
  console.error(
    `Preact's warning came from ${scripts.join(', ') || 'nowhere'}, not once from each of ${WITH_PREACT} scripts`,
  );
if (problems.length > 0 || !once) process.exit(1);
console.log('Add-on lint: no errors, no warnings but the known one of Preact as it was released');

function lint(): { errors: Finding[]; warnings: Finding[] } {
  const args = ['lint', `--source-dir=${BUILD}`, '--output=json', '--no-config-discovery'];
  const { stdout, error } = spawnSync('web-ext', args, { encoding: 'utf8' });
  if (error) throw error;
  return JSON.parse(stdout);
}

function isOfPreact({ code, file, line, column }: Finding): boolean {
  if (code !== 'UNSAFE_VAR_ASSIGNMENT' || !file || !line || !column) return false;
  const text = readFileSync(join(BUILD, file), 'utf8').split('\n')[line - 1] ?? '';
  return PREACT_SETS_HTML.test(text.slice(column - 1));
}
