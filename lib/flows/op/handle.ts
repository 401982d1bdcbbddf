import type { Failure } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import { ACCOUNT_CLIENT_ID, BUILT_IN_CLIENT_ID, builtInAddress } from '../../keycloak/built-in-client.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { originOf } from '../../protocol/origin.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Addresses, Ports } from '../kernel/ports.ts';
import { isRefused, markRefused } from '../kernel/refusals.ts';
import { type DiscoveryPorts, discover } from './discover.ts';

type AnyClient = {
  id: string;
  redirectUri: string;
  /** Where an end-session request without a tab leads: it is only read, never requested. */
  postLogoutUri: string;
};

/** Registered by an admin for this extension. `postLogoutTabUri`, a page of ours, is where an end-session request in a tab leads. */
export type RegisteredClient = AnyClient & { kind: 'registered'; postLogoutTabUri: string };

/**
 * The built-in client, that of the account console, or where that is missing for its account. It leads nowhere but to the realm's
 * own addresses. `questionOnly`: no code is asked for through it.
 */
export type BuiltInClient = AnyClient & { kind: 'built-in'; questionOnly: boolean };

/** A client through which a realm is asked, and where its answers come back. */
export type Client = RegisteredClient | BuiltInClient;

/** What a realm's flows need to know of its OP: data only. `clients` stand in the order of choice, at least one. */
export type OpHandle = { realm: Realm; metadata: Discovery; clients: [Client, ...Client[]] };

type HandlePorts = DiscoveryPorts & Pick<Ports, 'addresses'>;

/**
 * Makes a realm's handle.
 * @throws {StepError} what discovery throws.
 */
export async function openOp(realm: Realm, ports: HandlePorts): Promise<OpHandle> {
  const metadata = await discover(realm.issuer, ports);
  return { realm, metadata, clients: await clientsOf(realm, metadata, ports) };
}

/** The client through which a session came; the first where that one is none of the realm's any more. */
export function clientOf({ clients }: OpHandle, clientId: string): Client {
  return clients.find(({ id }) => id === clientId) ?? clients[0];
}

/** Whether no code is to be asked for through the first client. */
export function isQuestionAll({ clients: [client] }: OpHandle): boolean {
  return client.kind === 'built-in' && client.questionOnly;
}

/** What a client that cannot be used here is refused with; another one may be. */
const REFUSALS: readonly string[] = ['client-refused', 'web-origin-missing', 'realm-setting'];

/**
 * The same OP through the built-in client, where the registered one has been refused; that is remembered until the browser ends. The
 * registered one stays behind it, for the sessions that came through it. Of the built-in client the question is answered even where it
 * gives no code, so nothing comes after it.
 * @returns null where the refusal is of another kind, or there is no other client.
 */
export async function throughBuiltIn(
  op: OpHandle,
  refusal: unknown,
  { session }: Pick<Ports, 'session'>,
): Promise<OpHandle | null> {
  const [first, builtIn] = op.clients;
  if (first.kind === 'built-in' || !builtIn) return null;
  if (!(refusal instanceof StepError) || !REFUSALS.includes(refusal.code)) return null;
  await markRefused(session, op.realm.id, first);
  return { ...op, clients: [builtIn, first] };
}

/**
 * The same OP through the older client of its account, where the one of the account console seems to be missing: no other is refused
 * its question as well.
 * @returns null where it is asked through another client already.
 */
export function throughAccount(op: OpHandle): OpHandle | null {
  const [first, ...more] = op.clients;
  if (first.id !== BUILT_IN_CLIENT_ID) return null;
  return { ...op, clients: [builtInClient(ACCOUNT_CLIENT_ID, op.metadata, true), ...more] };
}

/** What a client is refused with whose question has got no answer, where nothing else may be asked. */
export function refusalOf({ id, redirectUri }: Client): Failure {
  return { code: 'client-refused', details: [id, redirectUri] };
}

/** What keeps an OP from being asked as its client has to be: access to its host. */
export function hostMissing({ metadata }: OpHandle): Failure {
  return { code: 'access-missing', details: [originOf(metadata.issuer)] };
}

/** Why a client was refused: where the host alone is missing for the built-in one to be asked, that is what is to be done. */
export function failureThrough(op: OpHandle, refusal: unknown): Failure {
  const { code, details } = failureOf(refusal);
  if (!isBuiltInOffered(op) || code !== 'client-refused') return { code, details };
  return { code: 'access-missing', details: [originOf(op.metadata.issuer), ...details] };
}

/** Whether the host alone is missing for the built-in client to be asked. */
export function isBuiltInOffered({ realm, metadata, clients: [{ kind }, other] }: OpHandle): boolean {
  return kind === 'registered' && !other && realm.client !== 'registered' && isKeycloak(metadata);
}

/**
 * The built-in client is asked by requests whose answers are read, so it takes the host; of an OP that is no Keycloak nobody knows
 * one.
 */
async function clientsOf(
  realm: Realm,
  metadata: Discovery,
  ports: HandlePorts,
): Promise<OpHandle['clients']> {
  const registered = registeredClient(realm, ports.addresses);
  if (realm.client === 'registered' || !isKeycloak(metadata)) return [registered];
  const ofConsole = builtInClient(BUILT_IN_CLIENT_ID, metadata, realm.client === 'question');
  const isMissing = await isRefused(ports.session, realm.id, ofConsole);
  const builtIn = isMissing ? builtInClient(ACCOUNT_CLIENT_ID, metadata, true) : ofConsole;
  if (realm.client === 'built-in') return [builtIn];
  if (!(await ports.access.hasHost(metadata.issuer))) return [registered];
  const isKnownRefused = await isRefused(ports.session, realm.id, registered);
  return isKnownRefused ? [builtIn, registered] : [registered, builtIn];
}

/** The client that an admin has registered for this extension. */
function registeredClient(
  { clientId }: Realm,
  { redirectUri, postLogoutUri, postLogoutTabUri }: Addresses,
): RegisteredClient {
  return { kind: 'registered', id: clientId, redirectUri, postLogoutUri, postLogoutTabUri };
}

/** A built-in client. @see https://www.keycloak.org/docs/latest/server_admin/#_account-service */
function builtInClient(id: string, { issuer }: Discovery, questionOnly: boolean): BuiltInClient {
  const uri = builtInAddress(issuer);
  return { kind: 'built-in', id, redirectUri: uri, postLogoutUri: uri, questionOnly };
}
