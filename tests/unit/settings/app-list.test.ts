import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { mergeApps, readAppList } from '../../../lib/settings/app-list.ts';
import { appSchema } from '../../../lib/settings/schema.ts';

describe('a list of apps as a person types it', () => {
  it('is read line by line, the label behind the address', () => {
    expect(
      readAppList('https://wiki.test/start Our wiki\n\ntickets.test\nhttp://app1.localhost:3000/').apps,
    ).toEqual([
      { origin: 'https://wiki.test', label: 'Our wiki' },
      { origin: 'https://tickets.test', label: 'tickets.test' },
      { origin: 'http://app1.localhost:3000', label: 'app1.localhost:3000' },
    ]);
  });

  it('keeps the good lines and gives the reason for each of the others', () => {
    expect(readAppList('https://a.test\nhttp://b.test\nftp://c.test\nhttps://')).toEqual({
      apps: [{ origin: 'https://a.test', label: 'a.test' }],
      refused: [
        { line: 'http://b.test', reason: 'not-secure' },
        { line: 'ftp://c.test', reason: 'no-address' },
        { line: 'https://', reason: 'no-address' },
      ],
    });
  });

  it('names an app once, as it was first named', () => {
    const first = { origin: 'https://a.test', label: 'A' };
    expect(readAppList('https://a.test A\nhttps://a.test/again B').apps).toEqual([first]);
    expect(mergeApps([first], [{ ...first, label: 'B' }])).toEqual([first]);
  });

  it('gives only what the settings take, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        for (const app of readAppList(text).apps) expect(v.is(appSchema, app)).toBe(true);
      }),
    );
  });
});
