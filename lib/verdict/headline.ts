import type { AppStanding } from './beside.ts';
import type { Asked } from './facts.ts';
import { isOut, isProven, type Verdict } from './judge.ts';

/**
 * What a whole sign-out comes to, in the order in which it is said: `working` until every realm has its verdict; somebody still
 * in; in again by itself; not proven; the person may still be in at an identity provider; apps may still be open; what was
 * asked for beside the sessions was not done; and only then the good news.
 */
export const HEADLINE_KINDS = [
  'working',
  'somebody',
  'again',
  'not-proven',
  'provider',
  'apps',
  'devices',
  'signed-out-of',
  'signed-out',
  'nothing',
] as const;

/** One of them. */
export type HeadlineKind = (typeof HEADLINE_KINDS)[number];

/** One realm's part in a headline. It is at work while it has a `step`, whatever its facts come to so far, or no `verdict`. */
export type RealmPart = { label: string; step?: unknown; verdict?: Verdict };

/** A headline: its kind, the names it speaks of, and how many. `all` says that no realm is proven. */
export type Headline = { kind: HeadlineKind; names: string[]; count: number; all: boolean; open: boolean };

/**
 * All verdicts as one headline; the only place that says "You are signed out".
 * @param parts at least one: every realm that was asked for, those too that another sign-out is working on.
 */
export function headlineOf(parts: readonly RealmPart[], { scope }: Pick<Asked, 'scope'>): Headline {
  const verdicts = parts.flatMap(({ step, verdict }) => (verdict && !step ? [verdict] : []));
  if (verdicts.length < parts.length) return headline('working');
  const left = leftRealms(parts);
  if (left) return left;
  const providers = verdicts.flatMap(({ providers: all }) => all.filter(({ is }) => is !== 'out'));
  if (providers.length > 0)
    return headline(
      'provider',
      providers.map(({ name }) => name),
    );
  const apps = leftApps(verdicts);
  if (apps) return apps;
  if (!verdicts.every(isProven)) return headline('devices');
  if (verdicts.every(({ is }) => is === 'nothing')) return headline('nothing');
  return scope === 'these'
    ? headline(
        'signed-out-of',
        parts.map(({ label }) => label),
      )
    : headline('signed-out');
}

/** Apps that are open for certain are counted alone: what is only not known stands below. Of untold apps there is no count. */
function leftApps(verdicts: readonly Verdict[]): Headline | null {
  const named = (state: AppStanding): string[] =>
    verdicts.flatMap(({ apps }) => apps.filter((app) => app.state === state).map(({ name }) => name));
  const [open, unknown] = [named('open'), named('unknown')];
  if (open.length > 0) return { ...headline('apps', open), open: true };
  if (unknown.length > 0) return headline('apps', unknown);
  return verdicts.some(({ appsUntold }) => appsUntold) ? headline('apps') : null;
}

/** The worst of what is left, and the names of all realms in which something is. */
function leftRealms(parts: readonly RealmPart[]): Headline | null {
  const left = parts.filter(({ verdict }) => verdict && !isOut(verdict.is));
  if (left.length === 0) return null;
  const has = (...kinds: Verdict['is'][]) =>
    left.some(({ verdict }) => verdict && kinds.includes(verdict.is));
  const kind = has('somebody', 'may-remain') ? 'somebody' : has('again') ? 'again' : 'not-proven';
  const labels = left.map(({ label }) => label);
  return { ...headline(kind, labels), all: left.length === parts.length };
}

function headline(kind: HeadlineKind, names: string[] = []): Headline {
  const once = [...new Set(names)];
  return { kind, names: once, count: once.length, all: false, open: false };
}
