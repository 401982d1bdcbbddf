import type { Allowed, Later } from '../contract/messages.ts';
import { StepError } from '../errors/step-error.ts';
import type { Access } from '../flows/kernel/ports.ts';
import { issuerFromAddress } from '../keycloak/realm-address.ts';
import { parentAddresses } from '../protocol/app-origin.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { originOf } from '../protocol/origin.ts';
import { browser } from './api.ts';
import { isBlocked, isGranted, isHeld, request, type Wanted } from './held.ts';
import { hostPattern } from './host-pattern.ts';
import { forgetLater, keepLater } from './later.ts';
import { createOriginRules, type OriginRules } from './origin-rules.ts';

/** What clearing an app takes beside its host. */
const CLEARING = ['cookies', 'browsingData', 'scripting'];

/** A parser for the OP's page: Chromium's worker has none, Firefox's event page does. */
const PARSING = import.meta.env.FIREFOX ? [] : ['offscreen'];

/** What goes with the realm's host: without a warning of its own, Keycloak's mark of who is in the browser can be read. */
const WITH_HOST = [...PARSING, 'cookies'];

/**
 * Access to an OP. Chromium needs none: the OP's own CORS answer, by its Web Origins, lets the extension read. Firefox's
 * Origin is random in every profile and cannot be registered, so it needs the host permission and a rule that leaves
 * the header out: see docs/security.md.
 */
export function createAccess(): Access {
  const none = async () => undefined;
  const free = { ensure: none, ensurePost: none, ensureDelete: none, carryOrigin: async () => false };
  const rules = createOriginRules();
  const gates = import.meta.env.FIREFOX ? createFirefoxAccess(rules) : free;
  return {
    ...gates,
    ensureBuiltIn: (op) => ensureBuiltIn(op, rules),
    keepOnly: rules.keepOnly,
    hasHost: (address) => isHeld({ permissions: PARSING, origins: [hostPattern(address)] }),
  };
}

/** Whether an app may be cleared. */
export function mayClear(origin: string): Promise<boolean> {
  return isHeld(toClear(origin));
}

/** Whether the person has allowed an app to be cleared, and a policy of the browser keeps the extension away from its host all the same. */
export async function isKeptAway(origin: string): Promise<boolean> {
  return (await isGranted(toClear(origin))) && isBlocked(`${origin}/`);
}

function toClear(origin: string): object {
  return { permissions: CLEARING, origins: [hostPattern(origin)] };
}

/** Whether the server at an address, an app's for instance, may be asked, and its answers read. */
export function mayAsk(address: string): Promise<boolean> {
  return isHeld({ origins: [hostPattern(address)] });
}

/** Whether the cookies that go to an address may be read. */
export function mayReadCookies(address: string): Promise<boolean> {
  return isHeld({ permissions: ['cookies'], origins: [hostPattern(address)] });
}

/** Whether the cookies of any host at all may be read. */
export function mayReadAnyCookies(): Promise<boolean> {
  return isHeld({ permissions: ['cookies'] });
}

/**
 * What the person has allowed, for pages to show.
 * @param onAllowed called soon, and again after every change, until the returned function is called.
 */
export function watchAllowed(onAllowed: (allowed: Allowed) => void): () => void {
  const tell = (): void => void readAllowed().then(onAllowed);
  const { onAdded, onRemoved } = browser.permissions;
  for (const event of [onAdded, onRemoved]) event.addListener(tell);
  tell();
  return () => {
    for (const event of [onAdded, onRemoved]) event.removeListener(tell);
  };
}

async function readAllowed(): Promise<Allowed> {
  const { origins = [], permissions = [] } = await browser.permissions.getAll();
  const clearing = CLEARING.every((one) => permissions.includes(one));
  return { hosts: origins, clearing, everywhere: everywhere().every((one) => origins.includes(one)) };
}

/** The built-in client takes no Origin of ours, at exactly these addresses. */
async function ensureBuiltIn(
  { issuer, token_endpoint, revocation_endpoint }: Discovery,
  rules: OriginRules,
): Promise<void> {
  await requireHost(issuer);
  await rules.leaveOriginOut(issuer, token_endpoint, 'post');
  if (revocation_endpoint) await rules.leaveOriginOut(issuer, revocation_endpoint, 'post');
  await rules.leaveOriginOut(issuer, `${issuer}/account/*`, 'get', 'delete');
}

function createFirefoxAccess(rules: OriginRules): Omit<Access, 'hasHost' | 'ensureBuiltIn' | 'keepOnly'> {
  const ensurePost = async (issuer: string, address: string): Promise<void> => {
    await requireHost(address);
    await rules.leaveOriginOut(issuer, address, 'post');
  };
  return {
    ensurePost,
    carryOrigin: async (issuer, address, origin) => {
      await rules.carryOrigin(issuer, address, origin);
      return true;
    },
    ensureDelete: async (issuer, prefix) => {
      await requireHost(prefix);
      await rules.leaveOriginOut(issuer, `${prefix}*`, 'delete');
    },
    ensure: ({ issuer, token_endpoint }) => ensurePost(issuer, token_endpoint),
  };
}

async function requireHost(address: string): Promise<void> {
  if (await mayAsk(address)) return;
  throw new StepError('access-missing', [originOf(address)]);
}

/**
 * Asks the person for the host permission of the OP at an address, in the handler of a click.
 * @param address as a person types it.
 * @returns whether the extension may talk to it; always true in Chromium. False for what is no address.
 */
export async function requestAccess(address: string): Promise<boolean> {
  if (!import.meta.env.FIREFOX) return true;
  try {
    return await requestHosts([issuerFromAddress(address)]);
  } catch {
    return false;
  }
}

/**
 * Asks the person for the host permissions of OPs at some addresses although the browser could do without, in the handler of a click.
 * @param later what the page does once they are held.
 * @returns whether they are held now.
 */
export function requestHosts(addresses: string[], later?: Later): Promise<boolean> {
  return requestLater({ permissions: WITH_HOST, origins: [...new Set(addresses.map(hostPattern))] }, later);
}

/**
 * Asks the person for the hosts of all sites, in the handler of a click: to find realms that nobody has named.
 * @param later what the page does once they are held.
 */
export function requestEverywhere(later: Later): Promise<boolean> {
  return requestLater({ permissions: WITH_HOST, origins: everywhere() }, later);
}

/** Gives the hosts of all sites back; those that were asked for by name stay. */
export async function leaveEverywhere(): Promise<void> {
  await browser.permissions.remove({ origins: everywhere() } as Wanted);
}

function everywhere(): string[] {
  const { optional_host_permissions: hosts = [] } = browser.runtime.getManifest() as {
    optional_host_permissions?: string[];
  };
  return hosts;
}

/**
 * Asks the person for what clearing apps takes, in the handler of a click; their parent domains too, whose cookies they receive. A browser
 * takes one answer for all that it is asked for at once; what was allowed before stays so.
 * @param origins exact origins of apps.
 * @param later what the page does once it is allowed.
 * @returns those of them that the person has allowed by now.
 */
export async function requestApps(origins: string[], later?: Later): Promise<string[]> {
  const hosts = origins.flatMap((origin) => [origin, ...parentAddresses(origin)]);
  await requestLater({ permissions: CLEARING, origins: [...new Set(hosts.map(hostPattern))] }, later);
  const allowed = await Promise.all(origins.map((origin) => isGranted(toClear(origin))));
  return origins.filter((_, at) => allowed[at]);
}

async function requestLater(wanted: object, later?: Later): Promise<boolean> {
  if (later) keepLater(later, wanted);
  try {
    return await request(wanted);
  } finally {
    if (later) forgetLater();
  }
}
