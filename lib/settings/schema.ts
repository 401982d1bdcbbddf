import * as v from 'valibot';
import { plainText } from '../errors/plain-text.ts';
import { isAppOrigin } from '../protocol/app-origin.ts';
import { isAllowedIssuer, plainIssuer } from '../protocol/issuer.ts';

/** The settings version that this build writes. */
export const SETTINGS_VERSION = 5;

/** The client id that a realm gets when none is named. */
const DEFAULT_CLIENT_ID = 'full-signout';

/** As long as a label may be, in UTF-16 units. */
export const LABEL_LENGTH = 80;

/** For as many days activity may be kept. */
export const MOST_DAYS = 365;

/** As many times of day a rule may have. */
export const MOST_TIMES = 12;

/** As long as a client id may be, in UTF-16 units: Keycloak keeps no more. */
export const CLIENT_ID_LENGTH = 255;

/** Spelt in one way, so that no realm stands twice, and none looks like another in letters of another script. */
const issuer = v.pipe(
  v.string(),
  v.check(isAllowedIssuer, 'An issuer is https, of one host; http is taken for loopback only.'),
  v.transform(plainIssuer),
);

/** A whole number, from one to another. */
function whole(min: number, max: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
}

/** A line that is seen as it is, whoever has written the document. */
const line = v.pipe(
  v.string(),
  v.transform((text) => plainText(text, Number.POSITIVE_INFINITY)),
  v.trim(),
  v.minLength(1),
);

const label = v.pipe(line, v.maxLength(LABEL_LENGTH));

/** An app in a list of apps. */
export const appSchema = v.strictObject({
  origin: v.pipe(
    v.string(),
    v.check(isAppOrigin, 'An app is an https origin, of one host; http is taken for loopback only.'),
  ),
  label,
  parentCookies: v.boolean(),
  /** Whether it is cleared and then asked, only asked whether it still lets the person in, or left alone. */
  atSignOut: v.picklist(['clear', 'ask', 'leave']),
});

/**
 * Through which client a realm is asked: `auto`, the registered one, and the one that every realm has where that is refused;
 * `registered` or `built-in`, that one alone; `question`, as `auto`, but no token is taken through the built-in client.
 */
const client = v.picklist(['auto', 'registered', 'built-in', 'question']);

/** A realm in the settings. */
export const realmSchema = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1)),
  issuer,
  label,
  client,
  clientId: v.pipe(line, v.maxLength(CLIENT_ID_LENGTH)),
  apps: v.array(appSchema),
  otherDevices: v.boolean(),
});

/** When a person is signed out without a click, and how; each rule is off until somebody wants it. */
const rulesSchema = v.strictObject({
  /** Once nobody has touched mouse or keyboard for so many minutes. */
  idle: v.strictObject({ on: v.boolean(), minutes: whole(1, 480) }),
  /** As soon as the computer locks or its screen saver starts, where the browser tells. */
  lock: v.strictObject({ on: v.boolean() }),
  /**
   * At times of day, such as `17:30`, on days of the week, 0 being Sunday. `spread`: each machine takes a moment of its own within so many
   * minutes after.
   */
  times: v.strictObject({
    on: v.boolean(),
    at: v.pipe(v.array(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))), v.maxLength(MOST_TIMES)),
    days: v.pipe(v.array(whole(0, 6)), v.maxLength(7)),
    spread: whole(0, 240),
  }),
  /** How long it is counted down before, seconds; 0 signs out at once. */
  countdown: whole(0, 600),
  /** How long “Not now” puts it off, minutes. */
  postpone: whole(1, 240),
  /** Issuers of realms that are left alone. */
  leftOut: v.array(issuer),
});

/** The settings document in `storage.local`; the one source for its type and its validation. */
export const settingsSchema = v.strictObject({
  version: v.picklist([SETTINGS_VERSION]),
  realms: v.array(realmSchema),
  /** Issuers of realms that are found by their cookie and are not to be shown. */
  ignored: v.array(issuer),
  signOut: v.strictObject({
    show: v.picklist(['tab', 'background']),
    appTabs: v.picklist(['reload', 'close']),
  }),
  /** What is kept of sign-ins and sign-outs on this computer: whether, for how many days, and with the names of people. */
  activity: v.strictObject({
    keep: v.boolean(),
    days: whole(1, MOST_DAYS),
    userNames: v.boolean(),
  }),
  rules: rulesSchema,
});

/**
 * An app behind a realm: its exact origin, a name for people, and what a sign-out does about it. With
 * `parentCookies` the cookies of a parent domain that its address receives go too.
 */
export type App = v.InferOutput<typeof appSchema>;

/**
 * One configured realm: `id` is ours and never changes, `issuer` is the OP's issuer identifier. With `otherDevices` a
 * sign-out ends the person's sessions on other devices too.
 */
export type Realm = v.InferOutput<typeof realmSchema>;

/** The whole settings document. */
export type Settings = v.InferOutput<typeof settingsSchema>;

/** Where the result of a sign-out is shown: on a page in a tab, or in the popup alone. */
export type Show = Settings['signOut']['show'];

/** What becomes of an app's open tabs once its data has been cleared. */
export type AppTabs = Settings['signOut']['appTabs'];

/** What an app starts with beside its address and name. */
export const APP_DEFAULTS: Omit<App, 'origin' | 'label'> = {
  parentCookies: false,
  atSignOut: 'clear',
};

/** What a realm starts with beside its address. */
export const REALM_DEFAULTS: Omit<Realm, 'id' | 'issuer' | 'label'> = {
  client: 'auto',
  clientId: DEFAULT_CLIENT_ID,
  apps: [],
  otherDevices: false,
};

/** What a fresh installation starts with. */
export const EMPTY_SETTINGS: Settings = {
  version: SETTINGS_VERSION,
  realms: [],
  ignored: [],
  signOut: { show: 'tab', appTabs: 'reload' },
  activity: { keep: true, days: 30, userNames: false },
  rules: {
    idle: { on: false, minutes: 10 },
    lock: { on: false },
    times: { on: false, at: ['17:30'], days: [1, 2, 3, 4, 5], spread: 0 },
    countdown: 30,
    postpone: 10,
    leftOut: [],
  },
};
