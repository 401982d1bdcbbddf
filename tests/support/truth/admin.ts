import { UPSTREAM } from '../apps/upstream.ts';
import type { TestRealm } from '../op.ts';
import type { RunningServer } from './servers.ts';

/** The clients by which this extension may ask a realm: the one registered for it, and the one that every realm has. */
export const ASKING = ['full-signout', 'account-console'];

const FLOW = 'own browser flow';

/** A server whose admin may be asked. */
type Asking = Pick<RunningServer, 'asAdmin'>;

/** Copies the realm's browser flow and switches one of its steps. @returns the copy's id. */
async function copyFlow(
  { asAdmin }: Asking,
  { name: realm }: TestRealm,
  step: { providerId: string; requirement: 'DISABLED' | 'ALTERNATIVE'; config?: Record<string, string> },
): Promise<string> {
  return asAdmin(async ({ authenticationManagement: flows }) => {
    await flows.copyFlow({ realm, flow: 'browser', newName: FLOW });
    const execution = (await flows.getExecutions({ realm, flow: FLOW })).find(
      ({ providerId }) => providerId === step.providerId,
    );
    await flows.updateExecution({ realm, flow: FLOW }, { ...execution, requirement: step.requirement });
    if (step.config)
      await flows.createConfig({
        realm,
        id: execution?.id ?? '',
        alias: step.providerId,
        config: step.config,
      });
    return (await flows.getFlows({ realm })).find(({ alias }) => alias === FLOW)?.id ?? '';
  });
}

/** The realm, or one client alone, takes a flow that does not look at the cookie: nobody is ever seen to be signed in. */
export async function ignoreCookie(server: Asking, realm: TestRealm, client?: string): Promise<void> {
  const flow = await copyFlow(server, realm, { providerId: 'auth-cookie', requirement: 'DISABLED' });
  if (client)
    await changeClient(server, realm, client, { authenticationFlowBindingOverrides: { browser: flow } });
  else await changeRealm(server, realm, { browserFlow: FLOW });
}

/** Strangers are sent to the identity provider at once. */
export async function redirectToUpstream(server: Asking, realm: TestRealm): Promise<void> {
  await copyFlow(server, realm, {
    providerId: 'identity-provider-redirector',
    requirement: 'ALTERNATIVE',
    config: { defaultProvider: UPSTREAM },
  });
  await changeRealm(server, realm, { browserFlow: FLOW });
}

/** Changes some settings of a realm. */
export function changeRealm(
  { asAdmin }: Asking,
  { name }: TestRealm,
  different: Record<string, unknown>,
): Promise<void> {
  return asAdmin((admin) => admin.realms.update({ realm: name }, different));
}

/** Changes some settings of a client; its attributes one by one. */
export function changeClient(
  { asAdmin }: Asking,
  { name: realm }: TestRealm,
  clientId: string,
  different: Record<string, unknown> & { attributes?: Record<string, string> },
): Promise<void> {
  return asAdmin(async ({ clients }) => {
    const [client] = await clients.find({ realm, clientId });
    const attributes = { ...client?.attributes, ...different.attributes };
    await clients.update({ realm, id: client?.id ?? '' }, { ...client, ...different, attributes });
  });
}

/** Each of some clients asks for offline access, whatever it is asked for. */
export function alwaysOffline({ asAdmin }: RunningServer, { name: realm }: TestRealm): Promise<void> {
  return asAdmin(async ({ clients, clientScopes }) => {
    const scope = await clientScopes.findOneByName({ realm, name: 'offline_access' });
    for (const clientId of ASKING) {
      const [client] = await clients.find({ realm, clientId });
      const at = { realm, id: client?.id ?? '', clientScopeId: scope?.id ?? '' };
      await clients.delOptionalClientScope(at);
      await clients.addDefaultClientScope(at);
    }
  });
}

/** How many offline sessions there are of the clients by which this extension may ask. */
export function offlineSessions({ asAdmin }: RunningServer, { name: realm }: TestRealm): Promise<number> {
  return asAdmin(async ({ clients }) => {
    let sum = 0;
    for (const clientId of ASKING) {
      const [client] = await clients.find({ realm, clientId });
      sum += (await clients.getOfflineSessionCount({ realm, id: client?.id ?? '' })).count;
    }
    return sum;
  });
}

/** Each id_token of some clients grows by a claim. @param length of the claim, characters. */
export function growIdTokens(
  { asAdmin }: RunningServer,
  { name: realm }: TestRealm,
  length: number,
): Promise<void> {
  const mapper = {
    name: 'ballast',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-hardcoded-claim-mapper',
    config: {
      'claim.name': 'ballast',
      'claim.value': 'x'.repeat(length),
      'jsonType.label': 'String',
      'id.token.claim': 'true',
      'access.token.claim': 'false',
      'userinfo.token.claim': 'false',
    },
  };
  return asAdmin(async ({ clients }) => {
    for (const clientId of ASKING) {
      const [client] = await clients.find({ realm, clientId });
      await clients.addProtocolMapper({ realm, id: client?.id ?? '' }, mapper);
    }
  });
}

/** People of the realm may no longer change anything of their account, their sessions included. */
export function forbidManagingAccount({ asAdmin }: RunningServer, { name: realm }: TestRealm): Promise<void> {
  return asAdmin(async ({ clients, roles }) => {
    const [account] = await clients.find({ realm, clientId: 'account' });
    const id = account?.id ?? '';
    const manage = await clients.findRole({ realm, id, roleName: 'manage-account' });
    const everybody = await roles.findOneByName({ realm, name: `default-roles-${realm}` });
    await roles.delCompositeRoles({ realm, id: everybody?.id ?? '' }, [
      { id: manage?.id ?? '', name: 'manage-account' },
    ]);
  });
}

/** Alice may administer the realm. */
export function makeAdmin({ asAdmin }: RunningServer, { name: realm }: TestRealm): Promise<void> {
  return asAdmin(async ({ clients, users }) => {
    const [management] = await clients.find({ realm, clientId: 'realm-management' });
    const clientUniqueId = management?.id ?? '';
    const role = await clients.findRole({ realm, id: clientUniqueId, roleName: 'realm-admin' });
    const [alice] = await users.find({ realm, username: 'alice' });
    await users.addClientRoleMappings({
      realm,
      id: alice?.id ?? '',
      clientUniqueId,
      roles: [{ id: role?.id ?? '', name: 'realm-admin' }],
    });
  });
}

/** Adds a person to a realm. @returns how many sessions they have, when asked. */
export function addPerson(
  { asAdmin }: RunningServer,
  { name: realm }: TestRealm,
  { username, password }: { username: string; password: string },
): Promise<() => Promise<number>> {
  return asAdmin(async ({ users }) => {
    const { id } = await users.create({
      realm,
      username,
      enabled: true,
      firstName: username,
      lastName: 'Example',
      email: `${username}@example.org`,
      emailVerified: true,
      credentials: [{ type: 'password', value: password, temporary: false }],
    });
    return () => asAdmin(async (admin) => (await admin.users.listSessions({ realm, id })).length);
  });
}
