import type { LandingKind, Sid, Way } from '../../../verdict/facts.ts';
import type { Ports } from '../../kernel/ports.ts';
import type { Session } from '../../kernel/sessions.ts';
import type { OpHandle } from '../../op/handle.ts';
import type { RealmSignOut } from '../act.ts';

/**
 * A session to end. `session` holds its tokens; null for one that nobody could name. `inBrowser`: it is the one behind the
 * browser's cookie; `asked`: the OP has just said so.
 */
export type Target = { sid: Sid; session: Session | null; inBrowser: boolean; asked: boolean };

/** A session to end that has a name, and so tokens. */
export type Named = Target & { session: Session };

/** A way of ending a session: what it did, or null where it is not possible here. */
export type EndWay = {
  name: Way;
  end(op: OpHandle, act: RealmSignOut, target: Target, ports: Ports): Promise<LandingKind | null>;
};
