import { describe, expect, it } from 'vitest';
import { headingId, linkTo, PAGES, placeOf } from '../../../../lib/ui/options/places.ts';

const issuer = 'https://sso.example.org/realms/50%=a&b#c';

describe('an address within the options', () => {
  it.each(PAGES)('leads to its page, with a realm or without one: %s', (page) => {
    expect(placeOf(linkTo(page))).toEqual({ page, issuer: null });
    expect(placeOf(linkTo(page, issuer))).toEqual({ page, issuer });
  });

  it.each(['', '#', '#nonsense', '#Realms', '#constructor', '#=admins'])(
    'that names no page leads to the realms: “%s”',
    (hash) => {
      expect(placeOf(hash).page).toBe('realms');
    },
  );

  it('that asks for a test leads to where realms are tested', () => {
    expect(placeOf(`#test=${encodeURIComponent(issuer)}`)).toEqual({ page: 'realms', issuer });
  });

  it.each(['#admins=%', '#admins=%E0%A4', '#admins='])(
    'leads to its page where its realm cannot be read: %s',
    (hash) => {
      expect(placeOf(hash)).toEqual({ page: 'admins', issuer: null });
    },
  );

  it('is no id in the page, which a browser would scroll to', () => {
    const ids: string[] = PAGES.map(headingId);
    expect(PAGES.filter((page) => ids.includes(page))).toEqual([]);
  });
});
