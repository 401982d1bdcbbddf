// npm run score:full [-- --browser chromium|firefox] [kinds…]

import type { Settings } from '../lib/settings/schema.ts';
import { APP_KINDS, type AppKind } from '../tests/support/apps/app.ts';
import { type AppBed, openAppBed } from '../tests/support/apps/bed.ts';
import {
  answerAboutApps,
  enter,
  fullSettings,
  plainSettings,
  signOutFully,
  signOutPlainly,
  type Visit,
} from '../tests/support/apps/try-out.ts';
import { type BrowserName, launchBrowser, type TestBrowser } from '../tests/support/browser.ts';
import { takeScore } from './score.ts';
import { step } from './step.ts';

/** What is left of a sign-out, and what the result said: its headline, and of the app itself. */
type Left = { app: boolean; sessions: number; headline?: string; marks?: string };

/** How a sign-out is tried: by an app's own logout, or by the extension under some settings; `goesOn` answers what the result asks for. */
type Way = { name: string; allowed: boolean; settings?: (bed: AppBed) => Settings; goesOn?: true };

const WAYS: Way[] = [
  { name: 'plain RP-initiated logout', allowed: false },
  { name: 'as installed, first click', allowed: false, settings: plainSettings },
  { name: 'after the one question', allowed: true, settings: plainSettings, goesOn: true },
  { name: 'every app listed', allowed: true, settings: fullSettings },
];

await takeScore(async ({ browser, keycloak, op, chosen, closeLater }) => {
  const kinds = APP_KINDS.filter((kind) => chosen.length === 0 || chosen.includes(kind));
  const beds = await step('Open the apps', () =>
    inTurn(WAYS, (_, at) => openAppBed(op, keycloak, `way-${at}`)),
  );
  for (const { close } of beds) closeLater(close);
  console.log(`\n${''.padEnd(16)}${WAYS.map(({ name }) => name.padEnd(46)).join('')}`);
  const results = await inTurn(kinds, async (kind) => {
    const each = await inTurn(WAYS, (way, at) => tryOut(kind, beds[at] as AppBed, browser, way));
    console.log(`${kind.padEnd(16)}${each.map((left) => words(left).padEnd(46)).join('')}`);
    return each;
  });
  const outBy = (way: number) => results.filter((each) => each[way] && !isIn(each[way])).length;
  const called = results.flat().filter((left) => left.headline === 'signed-out' && isIn(left)).length;
  console.log(`\nfull: ${outBy(2)} of ${kinds.length} kinds signed out after the one question`);
  console.log(`full: ${outBy(3)} of ${kinds.length} kinds signed out, ${called} called out that were in`);
  if (outBy(2) < kinds.length || outBy(3) < kinds.length || called > 0) process.exitCode = 1;
});

/** Does something with one after the other. */
async function inTurn<T, R>(all: readonly T[], work: (one: T, at: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const [at, one] of all.entries()) done.push(await work(one, at));
  return done;
}

/** What is left of a sign-out: asked of the app's own server, and of Keycloak. */
async function tryOut(kind: AppKind, bed: AppBed, name: BrowserName, way: Way): Promise<Left> {
  const browser = await launchBrowser(name, { headless: true, ...(way.allowed && { allowed: 'all' }) });
  try {
    if (way.settings) await browser.configure(way.settings(bed));
    const visit = await enter(kind, bed, browser);
    if (!(await visit.stillIn())) throw new Error(`${kind}: nobody was signed in to begin with`);
    const said = way.settings ? await signOutBy(way, kind, visit, bed, browser) : {};
    if (!way.settings) await signOutPlainly(bed, browser);
    const left = { ...said, sessions: await sessionsOf(kind, bed), app: await visit.stillIn() };
    await visit.leave();
    return left;
  } finally {
    await browser.close();
    await bed.realm.endSessionsAsAdmin();
    await bed.upstream.endSessionsAsAdmin();
  }
}

async function signOutBy(
  { allowed, goesOn }: Way,
  kind: AppKind,
  { finds }: Visit,
  bed: AppBed,
  browser: TestBrowser,
): Promise<Pick<Left, 'headline' | 'marks'>> {
  const page = await signOutFully(bed, browser, allowed ? finds : undefined);
  if (goesOn) await answerAboutApps(page);
  const { origin } = kind === 'second-browser' ? bed.plain : bed.apps[kind];
  return page.evaluate((key) => {
    const app = document.querySelector(`[data-app="${key}"]`)?.getAttribute('data-marks') ?? '';
    const headline = document.querySelector('main')?.getAttribute('data-headline') ?? '';
    return { headline, marks: app.replace('in-session ', '') };
  }, origin);
}

async function sessionsOf(kind: AppKind, bed: AppBed): Promise<number> {
  const offline = kind === 'offline' ? await bed.offlineSessions() : 0;
  return (await bed.realm.liveSessions()) + offline;
}

function isIn({ app, sessions }: Left): boolean {
  return app || sessions > 0;
}

function words({ app, sessions, headline, marks }: Left): string {
  const so = app ? 'STILL IN' : 'out';
  const left = sessions > 0 ? `${so}, ${sessions} left in Keycloak` : so;
  return headline ? `${left} (${headline}: ${marks})` : left;
}
