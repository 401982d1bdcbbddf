import * as v from 'valibot';
import { plainText } from '../errors/plain-text.ts';
import { appOriginOf, withoutQuery } from '../protocol/app-origin.ts';
import { originOf } from '../protocol/origin.ts';
import { issuerOfPage } from './realm-address.ts';

/**
 * An app as the OP names it: its client in the session, and where it is, as far as the OP tells, or its sign-in in a tab has shown.
 * `brokers` is the issuer of a realm that it is in truth, which has its people sign in here.
 */
export type SessionApp = {
  clientId: string;
  name: string;
  origin?: string;
  /** Its page, where that is not the root of the origin. */
  page?: string;
  brokers?: string;
};

/** An identity provider of the realm through which the person may have come in. */
export type Provider = { alias: string; name: string };

/** What a session holds, as the OP's account API tells it. `offline` names the apps with offline access. */
export type SessionDetails = {
  apps: SessionApp[];
  /** The person's other sessions. */
  otherDevices: number;
  offline: string[];
  providers: Provider[];
  /** Not all of it was told: an answer failed, or said of no session that it is the one that asks. */
  partly?: true;
};

/** The most entries of one answer that are looked at, and of apps that are kept; nobody reads a longer list. */
export const MOST = 200;

/**
 * Keycloak's own clients, in every realm, that are no apps. They are on its own origin: to clear one as an app would take the cookies of
 * all its realms.
 * @see https://www.keycloak.org/docs/latest/server_admin/#con-oidc-clients_server_administration_guide
 */
const OWN_CLIENTS = ['account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'];

/** Keycloak's own too, but what asks through it is mostly something else: its console has not for years (measured on 18.0.2). */
const BORROWED_CLIENT = 'account';

const text = v.fallback(v.optional(v.string()), undefined);

const clientSchema = v.object({
  clientId: v.string(),
  clientName: text,
  offlineAccess: v.optional(v.boolean()),
});
const sessionSchema = v.object({
  id: v.optional(v.string()),
  current: v.optional(v.boolean()),
  clients: v.optional(v.array(clientSchema)),
});
const devicesSchema = v.array(v.object({ sessions: v.optional(v.array(sessionSchema)) }));
const applicationsSchema = v.array(
  v.object({ ...clientSchema.entries, inUse: v.optional(v.boolean()), effectiveUrl: text }),
);
const linkedSchema = v.array(
  v.object({ connected: v.boolean(), providerAlias: v.string(), displayName: text, providerName: text }),
);

/**
 * An address of the account API.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export function accountUrl(
  issuer: string,
  path: 'sessions' | 'sessions/devices' | 'applications' | 'linked-accounts',
): string {
  return `${issuer}/account/${path}`;
}

/**
 * Where the account API ends all of a person's sessions with one app, offline ones too, from Keycloak 26.8 on.
 * @returns null for a client that no address can name: one of dots alone would lead to the end of all sessions.
 * @throws {URIError} for what is no text.
 * @see https://github.com/keycloak/keycloak/pull/47922
 */
export function appSessionsUrl(issuer: string, clientId: string): string | null {
  const path = `/applications/${encodeURIComponent(clientId)}/sessions`;
  const url = new URL(`${issuer}/account${path}`);
  return url.pathname.endsWith(path) ? url.href : null;
}

/**
 * Reads what the account API tells of a session, leniently: what has another shape is as if it had not been told.
 * @param answers the parsed JSON of each address, of any shape; null where there was no answer.
 * @param own this extension's client, which is no app unless the realm knows an address of it beyond its own host; and the issuer.
 * @param registered the same of its registered client: refused its tokens, it stands in the session all the same, by its code.
 * @returns null where not even the sessions are told.
 */
export function readSessionDetails(
  answers: { devices: unknown; applications: unknown; linked: unknown },
  own: { clientId: string; issuer: string },
  registered?: string,
): SessionDetails | null {
  const devices = v.safeParse(devicesSchema, answers.devices);
  if (!devices.success) return null;
  const sessions = devices.output.flatMap((device) => device.sessions ?? []);
  const current = sessions.find((session) => session.current);
  const applications = v.safeParse(applicationsSchema, answers.applications);
  const known = applications.success ? applications.output.slice(0, MOST) : [];
  const ours = [own.clientId, registered];
  const isApp = (client: ToldClient): boolean =>
    !OWN_CLIENTS.includes(client.clientId) && (!ours.includes(client.clientId) || isElsewhere(client, own));
  const clients = (current?.clients ?? []).map((client) => ({
    ...client,
    ...known.find(sameClient(client)),
  }));
  const inSession = clients.filter(isApp);
  // Where its apps are, and which have offline access, only the list of applications tells, which takes a role of its own.
  const areAppsTold = current?.clients !== undefined && (applications.success || inSession.length === 0);
  const isAll = areAppsTold && inSession.length <= MOST && v.is(linkedSchema, answers.linked);
  return {
    apps: inSession.slice(0, MOST).map(appOf),
    otherDevices: othersOf(sessions, current?.id),
    offline: known.filter((client) => client.offlineAccess && isApp(client)).map((client) => nameOf(client)),
    providers: providersOf(answers.linked),
    ...(!isAll && { partly: true as const }),
  };
}

/** An offline session has the id of the one that it came from, and is no other device. */
function othersOf(
  sessions: { id?: string | undefined; current?: boolean | undefined }[],
  own?: string,
): number {
  const others = sessions.filter(({ id, current }) => !current && (id === undefined || id !== own));
  const named = new Set(others.flatMap(({ id }) => id ?? []));
  return named.size + others.filter(({ id }) => id === undefined).length;
}

type ToldClient = { clientId: string; clientName?: string | undefined; effectiveUrl?: string | undefined };

function sameClient({ clientId }: ToldClient): (other: ToldClient) => boolean {
  return (other) => other.clientId === clientId;
}

function originOfClient({ effectiveUrl }: ToldClient): string | null {
  return effectiveUrl ? appOriginOf(effectiveUrl) : null;
}

/** An app may sign people in by the client that was registered for this extension, which has no address otherwise. */
function isElsewhere(client: ToldClient, { issuer }: { issuer: string }): boolean {
  const origin = originOfClient(client);
  return origin !== null && origin !== originOf(issuer);
}

/** A page of a realm is no place of an app: asked or cleared there, it would be Keycloak itself. */
function appOf(client: ToldClient): SessionApp {
  const isKeycloaks = client.clientId === BORROWED_CLIENT || issuerOfPage(client.effectiveUrl ?? '') !== null;
  const origin = isKeycloaks ? null : originOfClient(client);
  const page = origin && pageOf(client);
  return {
    clientId: client.clientId,
    name: nameOf(client),
    ...(origin && { origin }),
    ...(page && { page }),
  };
}

function pageOf({ effectiveUrl = '' }: ToldClient): string | null {
  const url = URL.parse(effectiveUrl);
  return url && url.pathname !== '/' ? withoutQuery(url) : null;
}

/** A name such as `${client_x}` is a key that Keycloak's own pages translate. */
function nameOf({ clientId, clientName }: ToldClient): string {
  return plainText(clientName && !clientName.startsWith('${') ? clientName : clientId);
}

function providersOf(linked: unknown): Provider[] {
  const parsed = v.safeParse(linkedSchema, linked);
  if (!parsed.success) return [];
  return parsed.output
    .filter(({ connected }) => connected)
    .slice(0, MOST)
    .map(({ providerAlias: alias, displayName, providerName }) => ({
      alias,
      name: plainText(displayName || providerName || alias),
    }));
}
