import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../lib/protocol/json.ts';
import { isSigned, jwtPayload } from '../../../lib/protocol/jwt.ts';

const tokenOf = (payload: string) => `e30.${Buffer.from(payload).toString('base64url')}.x`;

describe('a JWT', () => {
  it('is read as its claims, in the letters of an address', () => {
    // In base64 this has a plus and a slash.
    expect(jwtPayload(tokenOf('{"a":"~~~???"}'))).toEqual({ a: '~~~???' });
    expect(tokenOf('{"a":"~~~???"}')).toMatch(/[-_]/);
  });

  it.each(['', 'a', 'a.b.c', 'a.%%%.c', tokenOf('null'), tokenOf('[1]'), tokenOf('"text"'), tokenOf('{')])(
    'is none where it claims nothing: %j',
    (token) => {
      expect(jwtPayload(token)).toBeNull();
    },
  );
});

describe('the signature of a JWT', () => {
  const withHeader = (header: unknown, rest = '.e30.signature') =>
    Buffer.from(JSON.stringify(header)).toString('base64url') + rest;
  const RS256 = { alg: 'RS256' };

  it('is there where the JWT says by what it was made, and has it', () => {
    expect(isSigned(withHeader(RS256))).toBe(true);
  });

  it.each([
    ...['none', 'None', 'nOnE'].map((alg) => [`says “${alg}”`, withHeader({ alg })]),
    ['names no algorithm', withHeader({})],
    ['names one that is no text', withHeader({ alg: 256 })],
    ['says nothing that can be read', 'header.e30.signature'],
    ['says something, and has none', withHeader(RS256, '.e30.')],
    ['has two parts', withHeader(RS256, '.e30')],
    ['is nothing', ''],
  ])('is missing where the JWT %s', (_, token) => {
    expect(isSigned(token)).toBe(false);
  });
});

describe('a record', () => {
  it('is an object with names, and neither a list nor nothing', () => {
    expect([{}, { a: 1 }, [], null, undefined, 'text', 1].map(isRecord)).toEqual([
      true,
      true,
      ...[false, false, false, false, false],
    ]);
  });
});
