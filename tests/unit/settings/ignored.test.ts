import { describe, expect, it } from 'vitest';
import { ignoreIssuer } from '../../../lib/settings/edit.ts';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import { EMPTY_SETTINGS } from '../../../lib/settings/schema.ts';

const [GUESTS, STAFF] = ['https://sso.example.org/realms/guests', 'https://sso.example.org/realms/staff'];

describe('a realm that is found and not to be shown', () => {
  const guests = ignoreIssuer(EMPTY_SETTINGS, GUESTS, true);
  const both = ignoreIssuer(guests, STAFF, true);

  it('stands in the settings, once, and beside others', () => {
    expect(guests).toEqual({ ...EMPTY_SETTINGS, ignored: [GUESTS] });
    expect(both.ignored).toEqual([GUESTS, STAFF]);
    expect(ignoreIssuer(both, GUESTS, true).ignored).toEqual([STAFF, GUESTS]);
  });

  it('is shown again alone, and stays so', () => {
    const shown = ignoreIssuer(both, GUESTS, false);
    expect(shown).toEqual({ ...EMPTY_SETTINGS, ignored: [STAFF] });
    expect(ignoreIssuer(shown, GUESTS, false)).toEqual(shown);
  });
});

describe('a stored list of realms that are not to be shown', () => {
  const read = (ignored: unknown) => {
    const { settings, refused } = readSettings({ ...EMPTY_SETTINGS, ignored });
    return { ignored: settings.ignored, refused: refused.map(({ path, value }) => ({ path, value })) };
  };

  it('has each once, however it spells it', () => {
    expect(read([GUESTS, `${GUESTS}/`, 'https://SSO.example.org/realms/guests'])).toEqual({
      ignored: [GUESTS],
      refused: [],
    });
  });

  it('loses what is none, which is named, and nothing else', () => {
    const plain = 'http://sso.example.org/realms/guests';
    expect(read([GUESTS, plain, 7])).toEqual({
      ignored: [GUESTS],
      refused: [
        { path: 'ignored[1]', value: plain },
        { path: 'ignored[2]', value: 7 },
      ],
    });
    expect(read(GUESTS)).toEqual({ ignored: [], refused: [{ path: 'ignored', value: GUESTS }] });
  });
});
