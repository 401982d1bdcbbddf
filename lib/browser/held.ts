import { browser } from './api.ts';

/** Permissions and match patterns of hosts. */
export type Wanted = Parameters<typeof browser.permissions.request>[0];

let answers: Map<string, Promise<boolean>> | undefined;

/**
 * Whether permissions are held, and those of hosts are of use too. Asked of the browser once, until what it allows changes.
 * @param wanted patterns each of one host.
 */
export function isHeld(wanted: { permissions?: string[]; origins?: string[] }): Promise<boolean> {
  answers ??= answersWhileTheyHold();
  const key = JSON.stringify(wanted);
  const known = answers.get(key) ?? ask(wanted);
  answers.set(key, known);
  return known;
}

async function ask(wanted: { permissions?: string[]; origins?: string[] }): Promise<boolean> {
  if (!(await isGranted(wanted))) return false;
  const { origins = [] } = wanted;
  const blocked = await Promise.all(origins.map((pattern) => isBlocked(pattern.slice(0, -1))));
  return !blocked.some(Boolean);
}

/** Whether permissions have been given, whatever they are worth. */
export function isGranted(wanted: object): Promise<boolean> {
  return browser.permissions.contains(wanted as Wanted);
}

/**
 * Whether a policy of the browser keeps extensions away from a host that was given to this one: Chromium calls it held all the same, and
 * shows and removes no cookie there (measured on 156). It can be seen once cookies may be read.
 * @param address of a host that was given.
 * @see https://chromeenterprise.google/policies/#ExtensionSettings with its `runtime_blocked_hosts`
 */
export async function isBlocked(address: string): Promise<boolean> {
  if (import.meta.env.FIREFOX || !browser.cookies) return false;
  const looked = browser.cookies.get({ url: address, name: 'any' });
  return looked.then(
    () => false,
    () => true,
  );
}

/** Asks for permissions, in the handler of a click. Firefox refuses to ask for what a package has from the start, as one made for an organisation does. */
export async function request(wanted: object): Promise<boolean> {
  try {
    return await browser.permissions.request(wanted as Wanted).catch(() => isGranted(wanted));
  } finally {
    // Its own word of the change may come later.
    answers?.clear();
  }
}

/** Made with the first question: until then a change concerns nobody, and no worker has to wake for it. */
function answersWhileTheyHold(): Map<string, Promise<boolean>> {
  const known = new Map<string, Promise<boolean>>();
  const { onAdded, onRemoved } = browser.permissions;
  for (const event of [onAdded, onRemoved]) event.addListener(() => known.clear());
  return known;
}
