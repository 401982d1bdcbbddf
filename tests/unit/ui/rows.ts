import type { Run, RunRow } from '../../../lib/contract/status.ts';
import type { AppStanding, AppVerdict, ProviderVerdict } from '../../../lib/verdict/beside.ts';
import type { AppState } from '../../../lib/verdict/facts.ts';
import type { RealmVerdict, Verdict } from '../../../lib/verdict/judge.ts';

/** A verdict on a realm beside which there is nothing, unless said. */
export function verdictOf(is: RealmVerdict, more: Partial<Verdict> = {}): Verdict {
  return { is, apps: [], providers: [], ...more };
}

/** A realm's row; its id is its label. A row that works has nothing proven so far. */
export function rowOf(label: string, is: RealmVerdict | 'working', more: Partial<Verdict> = {}): RunRow {
  const row = { realmId: label, issuer: `https://sso.example.org/realms/${label}`, label };
  return is === 'working'
    ? { ...row, step: 'verifying', verdict: verdictOf('not-proven', more) }
    : { ...row, verdict: verdictOf(is, more) };
}

/** A sign-out of everything, begun at 1000. */
export function runOf(rows: RunRow[], more: Partial<Run> = {}): Run {
  return { id: 'run', startedAt: 1000, scope: 'everything', rows, ...more };
}

/** An app on an address of its own. */
export function appOf(name: string, state: AppStanding, ...marks: AppState[]): AppVerdict {
  const origin = `https://${name.toLowerCase()}.test`;
  return { key: origin, name, origin, marks, state };
}

/** An identity provider; its own sign-out page is known only where it is said. */
export function providerOf(name: string, is: ProviderVerdict['is'], endPage?: string): ProviderVerdict {
  return { alias: name.toLowerCase(), name, is, ...(endPage && { endPage }) };
}
