import { endBySid } from '../../op/account.ts';
import { doDeed } from '../act.ts';
import type { EndWay } from './way.ts';

/**
 * By the account API, which ends exactly this session: no identity provider, SAML app or front-channel page is in its way. What it
 * leaves out is named by the facts of the ways that were tried before.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export const byAccount: EndWay = {
  name: 'account',
  end: async (op, act, { sid, session }, ports) => {
    if (!session?.sidOfOp || ports.clock.now() >= session.expiresAt) return null;
    const done = await doDeed(act, { way: 'account', key: sid }, async () => {
      const failure = await endBySid(op, session, ports);
      return { landing: failure ? ('refused' as const) : ('done' as const) };
    });
    return done.landing;
  },
};
