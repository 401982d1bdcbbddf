import { describe, expect, it } from 'vitest';
import { labelFromIssuer, toLabel } from '../../../lib/settings/label.ts';

describe('the first label of a realm', () => {
  it.each([
    ['https://sso.example.org/realms/staff', 'staff'],
    ['https://sso.example.org/auth/realms/our%20staff', 'our staff'],
    ['https://sso.example.org', 'sso.example.org'],
    ['https://login.example.org/oidc', 'login.example.org'],
    ['https://sso.example.org/realms/%E2%80%AE', 'sso.example.org'],
  ])('of %s is “%s”', (issuer, label) => {
    expect(labelFromIssuer(issuer)).toBe(label);
  });
});

describe('a label', () => {
  it.each([
    ['has no space around it', ' Wiki ', 'Wiki'],
    ['has none in place of what is not seen', '\u0000 Wiki\u0000', 'Wiki'],
    [
      'is as long as may be, spaces before it not counted',
      `${' '.repeat(9)}${'x'.repeat(80)}`,
      'x'.repeat(80),
    ],
    ['is cut where it is longer', 'x'.repeat(81), `${'x'.repeat(79)}…`],
    ['is the other one where it is blank', ' \n ', 'wiki.test'],
  ])('%s', (_, text, label) => {
    expect(toLabel(text, 'wiki.test')).toBe(label);
  });

  it('is no longer than may be where it is the other one, such as a long host', () => {
    expect(toLabel('', 'x'.repeat(81))).toBe('x'.repeat(80));
  });
});
