import type { App } from '../apps/app.ts';
import { knowsPerson, walksIn } from '../apps/visit.ts';
import type { TestRealm } from '../op.ts';
import type { Fact } from './case.ts';
import type { Stage } from './stage.ts';

/** How many sessions alice has in a realm. @param what the realm's part in the case. */
export async function live(realm: TestRealm, what = 'live'): Promise<Fact> {
  const value = await realm.liveSessions();
  return { what, value, isIn: value > 0 };
}

/** Whether the app's own server still knows alice, asked in the browser. */
export async function knows({ browser }: Stage, app: App): Promise<Fact> {
  const value = await knowsPerson(browser, app);
  return { what: `${app.name} knows alice`, value, isIn: value };
}

/** Whether an app of a realm that was to be left alone still lets alice in without a password. It is no fault that it does. */
export async function walksInto({ browser }: Stage, app: App, what: string): Promise<Fact> {
  return { what, value: await walksIn(browser, app), isIn: false };
}

/** A count or a word that says nothing about who is in. */
export function measure(what: string, value: Fact['value']): Fact {
  return { what, value, isIn: false };
}
