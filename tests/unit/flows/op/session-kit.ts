import type { Session } from '../../../../lib/flows/kernel/sessions.ts';
import type { World } from '../../world.ts';

/** A session of alice at a realm, as it is remembered. */
export function sessionIn(world: World, different: Partial<Session> = {}): Session {
  return {
    issuer: 'https://op.test/realms/support',
    sid: 's1',
    sidOfOp: true,
    clientId: 'full-signout',
    idToken: 'id-s1',
    accessToken: 'access-s1',
    expiresAt: world.now + 60_000,
    person: 'alice',
    userName: 'alice',
    since: 0,
    takenAt: world.now,
    ...different,
  };
}
