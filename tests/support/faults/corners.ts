import { connectUpstream, endSessionOf } from '../apps/upstream.ts';
import { createFormClient } from '../form-client.ts';
import type { Bench, RealRig } from './bench.ts';
import type { Step } from './steps.ts';

/** A step that is taken in some realms only, in which rigs, and how such a realm is made. */
export type Corner = {
  step: Step;
  rigs: (rig: RealRig) => boolean;
  open(bench: Bench): Promise<Bench>;
};

/** The steps of a sign-out that a realm in which all is well does not take. */
export const CORNERS: readonly Corner[] = [
  { step: 'confirmation', rigs: isAllowed, open: (bench) => bench.other({}, { client: 'question' }) },
  { step: 'end other devices', rigs: () => true, open: withAnotherDevice },
  // It comes after the end-session endpoint; and without the host nobody may answer Keycloak's question before.
  {
    step: 'end by account API',
    rigs: (rig) => !isAllowed(rig),
    open: async (bench) => ({ ...(await bench.other({})), down: 'end-session' }),
  },
  { step: 'provider', rigs: isAllowed, open: withProvider },
];

function isAllowed({ allowed }: RealRig): boolean {
  return allowed;
}

async function withAnotherDevice(bench: Bench): Promise<Bench> {
  const own = await bench.other({}, { otherDevices: true });
  await createFormClient().signInAtAccount(own.realm.issuer);
  const elsewhere = await sessionsOf(own);
  const lives = async () => (await sessionsOf(own)).some((id) => !elsewhere.includes(id));
  return { ...own, lives };
}

function sessionsOf({ server, realm: { name: realm } }: Bench): Promise<string[]> {
  return server.asAdmin(async ({ users }) => {
    const [alice] = await users.find({ realm, username: 'alice' });
    const sessions = await users.listSessions({ realm, id: alice?.id ?? '' });
    return sessions.map(({ id = '' }) => id);
  });
}

async function withProvider(bench: Bench): Promise<Bench> {
  const { server, other } = bench;
  const own = await other({});
  const { realm: upstream } = await other({ host: 'localhost' });
  await connectUpstream(server.asAdmin, own.realm, upstream, { logoutUrl: endSessionOf(upstream) });
  return own;
}
