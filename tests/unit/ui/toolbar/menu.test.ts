import { describe, expect, it } from 'vitest';
import { REALM_DEFAULTS, type Realm } from '../../../../lib/settings/schema.ts';
import { type MenuLine, menuAct, menuLines } from '../../../../lib/ui/toolbar/menu.ts';
import { textOf } from '../words.ts';

function realms(...labels: string[]): Realm[] {
  return labels.map((label, at) => ({
    ...REALM_DEFAULTS,
    id: `id-${at}`,
    issuer: `https://sso.example.org/realms/${at}`,
    label,
  }));
}

const titles = (labels: string[], hasOptions = true): string[] =>
  menuLines(realms(...labels), hasOptions).map(textOfLine);

const textOfLine = ({ title }: MenuLine): string => (typeof title === 'string' ? title : textOf('en', title));

describe('the menu on the button', () => {
  it('offers everything alone where there is one realm, or none', () => {
    for (const labels of [[], ['Support']]) expect(titles(labels)).toEqual(['Sign out of everything']);
  });

  it('offers each of several realms below one line', () => {
    const lines = menuLines(realms('Support', 'Staff'), true);
    expect(lines.map(textOfLine)).toEqual([
      'Sign out of everything',
      'Sign out of one realm',
      'Support',
      'Staff',
    ]);
    expect(lines.map(({ under }) => under)).toEqual([undefined, undefined, lines[1]?.id, lines[1]?.id]);
  });

  it('leads to the options where the browser’s own menu does not', () => {
    expect(titles(['Support'], false)).toEqual(['Sign out of everything', 'Options']);
  });

  it('says a realm’s name as it is, whatever a menu takes its signs for', () => {
    expect(titles(['R&D', '100%s'])).toContain('R&&D');
    expect(titles(['R&D', '100%s']).join()).not.toContain('%s');
  });

  it('does for each line what it says', () => {
    const acts = menuLines(realms('Support', 'Staff'), false).map(({ id }) => menuAct(id));
    expect(acts).toEqual([
      { kind: 'sign-out' },
      null,
      { kind: 'sign-out', realmIds: ['id-0'] },
      { kind: 'sign-out', realmIds: ['id-1'] },
      { kind: 'options' },
    ]);
  });
});
