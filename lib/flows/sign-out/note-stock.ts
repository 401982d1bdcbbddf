import type { SessionDetails } from '../../keycloak/account.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import type { Sid } from '../../verdict/facts.ts';
import { detailsOf } from '../../verdict/reading.ts';
import type { Mark } from '../kernel/browser-ports.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/sessions.ts';
import type { OpHandle } from '../op/handle.ts';
import { takeStock } from '../op/stock.ts';
import type { Notes } from './act.ts';
import { appRefsOf } from './app-refs.ts';

/**
 * Takes stock of a session before its end: what it holds, whether its token is accepted, and whether the browser's cookie is its own.
 * @param cookie the browser's mark of it.
 */
export async function noteStock(
  op: OpHandle,
  session: Session,
  cookie: Mark | Promise<Mark>,
  notes: Notes,
  ports: Ports,
): Promise<void> {
  const { sid } = session;
  const [mark, { is, details, tokenCause, detailsCause }] = await Promise.all([
    cookie,
    takeStock(op, session, ports),
  ]);
  if (mark !== 'unknown') notes.add({ f: 'cookie', sid, is: mark });
  noteDetails(op, sid, details, notes);
  if (detailsCause && (!details || details.partly)) notes.add({ f: 'noted', cause: detailsCause });
  notes.add({ f: 'token', sid, is });
  if (tokenCause) notes.add({ f: 'failed', cause: tokenCause });
}

/** Notes what a session holds. Keycloak tells what a session holds, unless it is set up not to. Other OPs have no word for it. */
export function noteDetails(
  { metadata, realm }: OpHandle,
  sid: Sid,
  details: SessionDetails | null,
  notes: Notes,
): void {
  if (!details) {
    if (isKeycloak(metadata) && !detailsOf(notes.facts, sid)) notes.add({ f: 'details-untold', sid });
    return;
  }
  const { otherDevices: devices, providers, offline, partly } = details;
  const apps = appRefsOf(details.apps, realm.apps, notes.together ?? []);
  notes.add({ f: 'details', sid, apps, devices, providers, offline, ...(partly && { partly }) });
}
