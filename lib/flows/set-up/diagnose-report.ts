import { plainDetail } from '../../errors/plain-text.ts';
import type { Finding } from '../../keycloak/diagnose-answers.ts';
import {
  type Cause,
  CHECKS,
  type Check,
  type CheckState,
  type Diagnosis,
  OF_REGISTERED,
} from '../../keycloak/diagnosis.ts';
import { fixLine } from '../../keycloak/fix-line.ts';
import type { Realm } from '../../settings/schema.ts';
import { TEST } from '../kernel/records.ts';
import type { DiagnosisPorts } from './diagnose-questions.ts';
import { ownAddresses } from './own-addresses.ts';

/**
 * A test under way. `note` stores what an answer says, of one client where it concerns another than the registered one; `end` says of all
 * other checks that they are not known, and nothing of those that concern another client than the one that the realm is asked through.
 */
export type Running = {
  note(finding: Finding, clientId?: string): Promise<void>;
  has(cause: Cause): boolean;
  end(): Promise<void>;
};

/** Begins a realm's test; each note is stored as it comes. */
export function startTest(realm: Realm, ports: DiagnosisPorts): Running {
  const checks: Diagnosis['checks'] = {};
  const asked = { clientId: realm.clientId, client: realm.client };
  const write = (running: boolean) =>
    ports.session.set({ [TEST + realm.id]: { asked, checks, running } satisfies Diagnosis });
  const own = ownAddresses(ports.addresses);
  return {
    has: (cause) => checks[cause]?.state === 'wrong',
    note: async ({ wrong, right }, clientId = realm.clientId) => {
      for (const cause of right) checks[cause] ??= { state: 'ok' };
      for (const [cause, said] of Object.entries(wrong) as [Cause, string[]][]) {
        const details = said.map(plainDetail);
        const command = fixLine(cause, { ...realm, clientId }, own);
        const before = checks[cause];
        // The same may be met at several steps.
        const all = new Set([...(before?.state === 'wrong' ? before.details : []), ...details]);
        checks[cause] = { state: 'wrong', details: [...all], ...(command && { command }) };
      }
      await write(true);
    },
    end: async () => {
      // A risk keeps nothing else from being checked.
      const all = Object.entries(checks) as [Cause, CheckState][];
      const anyWrong = all.some(([cause, { state }]) => state === 'wrong' && cause !== 'open-redirect');
      const access = await ports.access.hasHost(realm.issuer);
      const concerns = (cause: Check) =>
        checks['built-in-client'] ? !OF_REGISTERED.includes(cause) : cause !== 'built-in-client';
      for (const cause of CHECKS.filter(concerns))
        checks[cause] ??= { state: 'unknown', why: whyUnknown(cause, anyWrong, access) };
      await write(false);
    },
  };
}

function whyUnknown(
  cause: Check,
  anyWrong: boolean,
  access: boolean,
): Extract<CheckState, { state: 'unknown' }>['why'] {
  if (cause === 'consent-required' || cause === 'account-audience') return anyWrong ? 'blocked' : 'signed-in';
  if (anyWrong) return 'blocked';
  return access ? 'answer' : 'access';
}
