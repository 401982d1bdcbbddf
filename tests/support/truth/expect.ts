import type { Fact } from './case.ts';
import { isGreen, type RowShown, type Screen, wordsOf } from './screen.ts';

/** Whether a server says that somebody, or an app of theirs, is still in. */
export function isAnybodyIn(facts: Fact[]): boolean {
  return facts.some(({ isIn }) => isIn);
}

/** Whether the screen lets a person go while somebody is still in. */
export function isFalseGreen(screen: Screen, facts: Fact[]): boolean {
  return isGreen(screen) && isAnybodyIn(facts);
}

/** The headline is one of some kinds. */
export function headlineIs(screen: Screen, ...kinds: string[]): string[] {
  return kinds.includes(screen.headline) ? [] : [`the headline is to be ${kinds.join(' or ')}`];
}

/** Green, or "Keycloak has signed you out" with what may be open: what an ended session with apps in it may say. */
export function saysEnded(screen: Screen): string[] {
  return headlineIs(screen, 'signed-out', 'apps');
}

/** Some row says one of some failures. */
export function saysFailure(screen: Screen, ...codes: string[]): string[] {
  return codes.some((code) => screen.failures.includes(code)) ? [] : [`${codes.join(' or ')} is to be said`];
}

/** Every row has a result of some kinds. */
export function resultsAre(screen: Screen, ...results: string[]): string[] {
  return screen.rows.length > 0 && screen.rows.every(({ result }) => results.includes(result))
    ? []
    : [`each row is to be ${results.join(' or ')}`];
}

/** A server says a value. */
export function factIs(facts: Fact[], what: string, value: Fact['value']): string[] {
  const found = facts.find((fact) => fact.what === what);
  return found?.value === value ? [] : [`${what} is to be ${value}`];
}

/**
 * An app is on the page, with one of some marks; any where none is given.
 * @param app its name, which its host begins with too.
 */
export function appIs(screen: Screen, app: string, ...marks: string[]): string[] {
  const isIt = (name: string) => name === app || name.startsWith(`http://${app.toLowerCase()}.`);
  const found = screen.apps.filter(({ name }) => isIt(name));
  if (found.length === 0) return [`${app} is to be named`];
  const has = found.some((one) => one.marks.some((mark) => marks.includes(mark)));
  return marks.length === 0 || has ? [] : [`${app} is to be ${marks.join(' or ')}`];
}

/** A provider is on the page, by its alias or where only that is known by its address, in one of some states. */
export function providerIs(screen: Screen, ...states: string[]): string[] {
  const isNamed = screen.providers.some(({ state }) => states.includes(state));
  return isNamed ? [] : [`a provider is to be named as ${states.join(' or ')}`];
}

/** The row of a realm. */
export function rowOf(screen: Screen, { issuer }: { issuer: string }): RowShown | undefined {
  return screen.rows.find((row) => row.issuer === issuer);
}

/** What a twin has to be: green, with nobody left in. */
export function twinIsGreen(screen: Screen, facts: Fact[]): string[] {
  if (isGreen(screen) && !isAnybodyIn(facts)) return [];
  return [`the twin is to be green, it is ${wordsOf(screen)}`];
}
