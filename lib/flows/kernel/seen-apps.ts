import type { AppSignIn } from '../../keycloak/app-sign-in.ts';
import type { Area } from './ports.ts';
import { readOne } from './records.ts';

/** The prefix of the records that hold the sign-in which is under way in a tab. */
const SIGN_IN = 'sign-in:';

/** The record of the sign-in that is under way in a tab. */
export function signInKey(tabId: number): string {
  return SIGN_IN + tabId;
}

/** Reads the sign-ins that tabs have begun and not come back from, with their tabs; a person may have left some for good. */
export async function readSignIns(area: Area): Promise<(AppSignIn & { tabId: number })[]> {
  const records = await area.get(await area.keys(SIGN_IN));
  return Object.entries(records).map(([key, signIn]) => ({
    ...(signIn as AppSignIn),
    tabId: Number(key.slice(SIGN_IN.length)),
  }));
}

/** The prefix of the records that hold one app each, as its sign-in in a tab has shown it. They go with the browser session. */
const SEEN_APP = 'seen-app:';

/** As many are kept of a realm; nobody uses more. */
const MOST_SEEN = 200;

/** Notes an app to which the person has signed in in a tab. */
export async function noteSeenApp(area: Area, app: AppSignIn): Promise<void> {
  const known = await area.keys(prefixOf(app.issuer));
  if (known.length < MOST_SEEN && !known.includes(keyOf(app))) await area.set({ [keyOf(app)]: app });
}

/** Whether exactly this app is noted. */
export async function isSeen(area: Area, app: AppSignIn): Promise<boolean> {
  return (await readOne<AppSignIn>(area, keyOf(app))) !== null;
}

/** Reads the apps of a realm to which the person has signed in in tabs of this browser session. */
export async function readSeenApps(area: Area, issuer: string): Promise<AppSignIn[]> {
  const keys = await area.keys(prefixOf(issuer));
  return Object.values(await area.get(keys)) as AppSignIn[];
}

function keyOf({ issuer, clientId, redirectUri }: AppSignIn): string {
  return `${prefixOf(issuer)}${clientId} ${redirectUri}`;
}

function prefixOf(issuer: string): string {
  return `${SEEN_APP}${issuer} `;
}
