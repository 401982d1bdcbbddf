import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainText, plainText } from '../../../lib/errors/plain-text.ts';
import { failureOf, StepError } from '../../../lib/errors/step-error.ts';

describe('a text of somebody else', () => {
  it.each([
    ['a name', 'Alice', 'Alice'],
    ['one of another script', 'Ἀλίκη عليّة אליס 愛麗絲', 'Ἀλίκη عليّة אליס 愛麗絲'],
    ['an emoji of several parts', '👩‍💻 ✔️', '👩‍💻 ✔️'],
    ['a turned name', 'exe\u202egnp.\u2066a\u2069', 'exegnp.a'],
    ['letters without a width', 'al\u200bi\ufeffce\u{e0041}', 'alice'],
    ['a blank letter', '\u3164', ''],
    ['lines', 'one\r\ntwo\u2028three', 'one two three'],
    ['what a terminal obeys', '\u001b[201~rm -rf ~\u0007\u009b2J', ' [201~rm -rf ~ 2J'],
    ['half a character', 'a\ud83d', 'a'],
  ])('is shown without what only steers: %s', (_, text, shown) => {
    expect(plainText(text)).toBe(shown);
    expect(isPlainText(text)).toBe(text === shown);
  });

  it('is cut, and not within a character', () => {
    expect(plainText('x'.repeat(100_000))).toBe(`${'x'.repeat(79)}…`);
    expect(plainText(`${'x'.repeat(78)}😀😀`)).toBe(`${'x'.repeat(78)}…`);
    expect(plainText('x'.repeat(80))).toBe('x'.repeat(80));
  });

  it('stays as it is once it is fit to be shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = plainText(text);
        expect(plainText(shown)).toBe(shown);
        expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}]/u);
        expect(shown.length).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('in the details of a failure is fit to be shown, and no longer than a few lines', () => {
    const { details } = failureOf(new StepError('client-refused', ['\u202ekcoL\n', 'x'.repeat(1_000_000)]));
    expect(details).toEqual(['kcoL ', `${'x'.repeat(499)}…`]);
  });
});
