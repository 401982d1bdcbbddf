import type { AppSignIn } from '../../keycloak/app-sign-in.ts';
import { LIMITS } from './limits.ts';
import type { Area, Ports } from './ports.ts';
import { readOne } from './records.ts';

type At = { tabId: number; origin: string; issuer: string };

/** The prefix of the records that say of a tab which app's page is being loaded again in it, after the end of which realm's sessions. */
const LOADED_AGAIN = 'loaded-again:';

/** Until when a sign-in there is taken to be its doing, milliseconds since 1970. */
type LoadedAgain = { origin: string; until: number };

/** Notes that an app's page is about to be loaded again in a tab, for as long as that tab is waited for. */
export function noteLoadedAgain(
  { tabId, origin, issuer }: At,
  { clock, session }: Pick<Ports, 'clock' | 'session'>,
): Promise<void> {
  const until = clock.now() + LIMITS.visit + LIMITS.settle;
  return session.set({ [prefixOf(tabId) + issuer]: { origin, until } satisfies LoadedAgain });
}

/** Notes that a realm has led a tab back to an app although nobody has done anything there: by loading it again, where that is being done. */
export async function noteLedBack(
  tabId: number,
  { issuer, redirectUri }: AppSignIn,
  { clock, session }: Pick<Ports, 'clock' | 'session'>,
): Promise<void> {
  const again = await readOne<LoadedAgain>(session, prefixOf(tabId) + issuer);
  const { origin } = new URL(redirectUri);
  if (again?.origin === origin && clock.now() <= again.until) await noteBringsBack(session, origin);
}

/** The keys of what is noted of a tab. */
export function loadedAgainKeys(area: Area, tabId: number): Promise<string[]> {
  return area.keys(prefixOf(tabId));
}

function prefixOf(tabId: number): string {
  return `${LOADED_AGAIN}${tabId} `;
}

/** The prefix of the records that say of an app, by its origin, that loading it again signs the person in. They go with the browser session. */
const BRINGS_BACK = 'brings-back:';

/** Notes that loading an app again has signed the person in. */
export function noteBringsBack(area: Area, origin: string): Promise<void> {
  return area.set({ [BRINGS_BACK + origin]: true });
}

/** Whether loading an app again has signed the person in, in this browser session. */
export async function bringsBack(area: Area, origin: string): Promise<boolean> {
  return (await readOne<true>(area, BRINGS_BACK + origin)) ?? false;
}
