import type { AppStanding } from '../verdict/beside.ts';
import type { Headline } from '../verdict/headline.ts';

/** What has started a sign-in or a sign-out: a page of the extension, its hot key, the menu on its button, or a rule. */
export const STARTERS = [
  'popup',
  'options',
  'signed-out-page',
  'key',
  'menu',
  'idle',
  'lock',
  'times',
] as const;

/** One of them. */
export type StartedBy = (typeof STARTERS)[number];

/** A realm that was signed in to or out of: its label then, and who it was, where names are kept. */
export type ActivityRealm = { label: string; user?: string };

type Common = {
  /** The sign-out's id, or one of its own. */
  id: string;
  /** When it was started, milliseconds since 1970. */
  at: number;
  by: StartedBy;
  realms: ActivityRealm[];
  /** How long it took, milliseconds. */
  tookMs: number;
};

/** A sign-out that has come to rest: what was said of it, how many realms were proven, and how many of its apps stood how. */
export type SignOutActivity = Common & {
  kind: 'sign-out';
  headline: Headline;
  proven: number;
  apps: Record<AppStanding, number>;
};

/** A sign-in to one realm, through this extension. */
export type SignInActivity = Common & { kind: 'sign-in' };

/** What is kept of one act. It holds no token, no `sid`, and no address. */
export type Activity = SignOutActivity | SignInActivity;
