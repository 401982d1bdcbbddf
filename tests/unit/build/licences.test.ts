import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPart, LICENCES, licencesOf, nextPart, writeLicences } from '../../../build/licences.ts';

const OWN = 'MIT License\n\nCopyright (c) 2026 Us\n\nAs is.\n';
const lib = { name: 'lib', version: '1.0.0', identifier: 'ISC', text: 'Lib’s words' };

describe('the licences of a build', () => {
  it('are this project’s and those of all that is bundled, each once', () => {
    const text = licencesOf(OWN, [lib, { ...lib, name: 'its-part' }, lib]);
    expect(text).toBe(`${OWN.trim()}\n\n${'-'.repeat(40)}\n\nits-part 1.0.0, lib 1.0.0\n\nLib’s words\n`);
  });

  it('name who has written what comes without a text', () => {
    const text = licencesOf(OWN, [{ name: 'wxt', version: '0.21.4', identifier: 'MIT' }]);
    expect(text).toContain('wxt 0.21.4\n\nMIT License\n\nCopyright (c) 2023 Aaron\n\nAs is.');
  });

  it.each([
    ['another licence', { ...lib, identifier: 'GPL-3.0-only' }, 'lib is under GPL-3.0-only'],
    ['a choice of some', { ...lib, identifier: '(MIT OR GPL-3.0)' }, 'lib is under (MIT OR GPL-3.0)'],
    ['no licence', { name: 'lib', version: '1.0.0', text: 'words' }, 'lib is under no named licence'],
    ['no text', { name: 'lib', version: '1.0.0', identifier: 'MIT' }, 'lib comes without the text'],
    ['no text any more', { name: 'wxt', version: '1.0.0', identifier: 'ISC' }, 'wxt comes without the text'],
  ])('cannot be made with a package that has %s', (_, one, message) => {
    expect(() => licencesOf(OWN, [one])).toThrow(message);
  });

  it('take the place of the bundles’ own lists', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'licences-'));
    const lists = [[lib], [{ ...lib, name: 'other' }]];
    for (const list of lists) await writeFile(join(directory, nextPart()), JSON.stringify(list));
    expect((await readdir(directory)).filter(isPart)).toHaveLength(2);
    await writeLicences(directory, OWN);
    expect(await readdir(directory)).toEqual([LICENCES]);
    expect(await readFile(join(directory, LICENCES), 'utf8')).toContain('lib 1.0.0, other 1.0.0');
    await rm(directory, { recursive: true });
  });
});
