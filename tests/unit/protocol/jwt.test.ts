import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../lib/protocol/json.ts';
import { jwtPayload } from '../../../lib/protocol/jwt.ts';

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

describe('a record', () => {
  it('is an object with names, and neither a list nor nothing', () => {
    expect([{}, { a: 1 }, [], null, undefined, 'text', 1].map(isRecord)).toEqual([
      true,
      true,
      ...[false, false, false, false, false],
    ]);
  });
});
