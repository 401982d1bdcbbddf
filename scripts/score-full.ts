// npm run score:full [-- --browser chromium|firefox] [kinds…]
import { APP_KINDS, type AppKind } from '../tests/support/apps/app.ts';
import { type AppBed, openAppBed } from '../tests/support/apps/bed.ts';
import { enter, fullSettings, signOutFully, signOutPlainly } from '../tests/support/apps/try-out.ts';
import { type BrowserName, launchBrowser } from '../tests/support/browser.ts';
import { takeScore } from './score.ts';
import { step } from './step.ts';

type Left = { app: boolean; sessions: number };

await takeScore(async ({ browser, keycloak, op, chosen, closeLater }) => {
  const kinds = APP_KINDS.filter((kind) => chosen.length === 0 || chosen.includes(kind));
  const [today, ours] = await step('Open the apps', async () => [
    await openAppBed(op, keycloak, 'today'),
    await openAppBed(op, keycloak, 'ours'),
  ]);
  closeLater(today.close);
  closeLater(ours.close);
  console.log(`\n${''.padEnd(16)}${'plain RP-initiated logout'.padEnd(32)}Full Sign-out`);
  let out = 0;
  for (const kind of kinds) {
    const before = await tryOut(kind, today, browser, false);
    const after = await tryOut(kind, ours, browser, true);
    if (!isIn(after)) out += 1;
    console.log(`${kind.padEnd(16)}${words(before).padEnd(32)}${words(after)}`);
  }
  console.log(`\nfull: ${out} of ${kinds.length} kinds signed out`);
  if (out !== kinds.length) process.exitCode = 1;
});

/** What is left of a sign-out: asked of the app's own server, and of Keycloak. */
async function tryOut(kind: AppKind, bed: AppBed, name: BrowserName, full: boolean): Promise<Left> {
  const browser = await launchBrowser(name, { headless: true, ...(full && { allowed: 'all' }) });
  try {
    if (full) await browser.configure(fullSettings(bed));
    const visit = await enter(kind, bed, browser);
    if (!(await visit.stillIn())) throw new Error(`${kind}: nobody was signed in to begin with`);
    await (full ? signOutFully(bed, browser) : signOutPlainly(bed, browser));
    const left = { sessions: await sessionsOf(kind, bed), app: await visit.stillIn() };
    await visit.leave();
    return left;
  } finally {
    await browser.close();
    await bed.realm.endSessionsAsAdmin();
    await bed.upstream.endSessionsAsAdmin();
  }
}

async function sessionsOf(kind: AppKind, bed: AppBed): Promise<number> {
  const offline = kind === 'offline' ? await bed.offlineSessions() : 0;
  return (await bed.realm.liveSessions()) + offline;
}

function isIn({ app, sessions }: Left): boolean {
  return app || sessions > 0;
}

function words({ app, sessions }: Left): string {
  const said = app ? 'STILL IN' : 'out';
  return sessions > 0 ? `${said}, ${sessions} left in Keycloak` : said;
}
