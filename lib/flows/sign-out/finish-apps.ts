import type { Ports } from '../kernel/ports.ts';
import { clearApps } from './clear-apps.ts';
import { type Job, markApp, reportClearing } from './report.ts';
import type { Outcome } from './verify.ts';

/**
 * Sees to the realm's apps once the SSO session has ended. Where a live session was found nothing is touched, as the apps
 * would sign the person in again.
 */
export async function finishApps(job: Job, outcome: Outcome, ports: Ports): Promise<void> {
  const { apps } = job.realm;
  if (apps.length === 0 || outcome.result === 'failed') return;
  await reportClearing(job, outcome, ports);
  await clearApps(
    apps,
    job.appTabs,
    async ({ origin, label }, marks) => {
      markApp(job, { name: label, origin }, marks);
      await reportClearing(job, outcome, ports);
    },
    ports,
  );
}
