import * as v from 'valibot';
import { isAllowedIssuer } from '../protocol/issuer.ts';

/** The settings version that this build writes. */
export const SETTINGS_VERSION = 1;

/** The client id that a realm gets when none is named. */
export const DEFAULT_CLIENT_ID = 'full-signout';

const issuer = v.pipe(
  v.string(),
  v.url(),
  v.check(isAllowedIssuer, 'An issuer is https; http is taken for loopback only.'),
);

const realm = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1)),
  issuer,
  label: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  clientId: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)),
});

/** The settings document in `storage.local`; the one source for its type and its validation. */
export const settingsSchema = v.strictObject({
  version: v.literal(SETTINGS_VERSION),
  realms: v.array(realm),
  signOut: v.strictObject({ show: v.picklist(['tab', 'background']) }),
});

/** One configured realm: `id` is ours and never changes, `issuer` is the OP's issuer identifier. */
export type Realm = v.InferOutput<typeof realm>;

/** The whole settings document. */
export type Settings = v.InferOutput<typeof settingsSchema>;

/** Where the result of a sign-out is shown: on a page in a tab, or in the popup alone. */
export type Show = Settings['signOut']['show'];

/** What a fresh installation starts with. */
export const EMPTY_SETTINGS: Settings = {
  version: SETTINGS_VERSION,
  realms: [],
  signOut: { show: 'tab' },
};
