import { describe, expect, it } from 'vitest';
import type { CheckState, Diagnosis } from '../../../../lib/keycloak/diagnosis.ts';
import { REALM_DEFAULTS, type Realm } from '../../../../lib/settings/schema.ts';
import { clientLine } from '../../../../lib/ui/options/client-line.ts';
import { textOf } from '../words.ts';

const realm: Realm = { ...REALM_DEFAULTS, id: 'a', issuer: 'https://sso.example.org/realms/a', label: 'A' };
const OK: CheckState = { state: 'ok' };
const WRONG: CheckState = { state: 'wrong', details: [] };
const UNKNOWN: CheckState = { state: 'unknown', why: 'access' };
const REGISTERED = 'Client: full-signout, registered in the realm';
const NONE = 'Client: the built-in one, nothing to register';

function testOf(checks: Diagnosis['checks'], asked: Partial<Diagnosis['asked']> = {}): Diagnosis {
  const { clientId, client } = realm;
  return { asked: { clientId, client, ...asked }, checks, running: false };
}

function lineOf(test?: Diagnosis, client: Realm['client'] = 'auto'): string | null {
  const line = clientLine({ ...realm, client }, test);
  return line && textOf('en', line);
}

describe('the line of a realm about its client', () => {
  it('says that it is registered where a test has found that the realm knows it', () => {
    expect(lineOf(testOf({ 'client-unknown': OK }))).toBe(REGISTERED);
    expect(lineOf(testOf({ 'client-unknown': OK, 'client-disabled': WRONG }))).toBe(REGISTERED);
  });

  it('says that nothing has to be registered where a test has found the built-in client', () => {
    expect(lineOf(testOf({ 'built-in-client': OK }))).toBe(NONE);
  });

  it('says so too where the person chose the realm’s own, unless a test has found none', () => {
    expect(lineOf(undefined, 'built-in')).toBe(NONE);
    const asked = { client: 'built-in' } as const;
    expect(lineOf(testOf({ 'built-in-client': UNKNOWN }, asked), 'built-in')).toBe(NONE);
    expect(lineOf(testOf({ 'built-in-client': WRONG }, asked), 'built-in')).toBeNull();
  });

  it.each(['auto', 'registered', 'question'] as const)('claims nothing before a test: %s', (client) => {
    expect(lineOf(undefined, client)).toBeNull();
  });

  it('claims nothing where a test could not tell, or the realm knows no client', () => {
    for (const state of [UNKNOWN, WRONG]) expect(lineOf(testOf({ 'client-unknown': state }))).toBeNull();
    expect(lineOf(testOf({}))).toBeNull();
  });

  it('claims nothing by the test of another client', () => {
    expect(lineOf(testOf({ 'client-unknown': OK }, { clientId: 'another' }))).toBeNull();
    expect(lineOf(testOf({ 'built-in-client': OK }), 'registered')).toBeNull();
  });
});
