import type KcAdminClient from '@keycloak/keycloak-admin-client';

/** The kinds of apps that stay signed in, each in a way of its own. */
export const APP_KINDS = [
  'back-channel',
  'front-channel',
  'own-cookie',
  'spa-local',
  'spa-tab',
  'offline',
  'saml',
  'second-browser',
  'brokered',
  'brokered-quiet',
  'strict-cookie',
  'forward-auth',
  'two-paths',
  'keycloak-host',
  'spa-cached',
] as const;

/** One of the kinds of apps. */
export type AppKind = (typeof APP_KINDS)[number];

/** A client as the admin API takes it. */
export type ClientRepresentation = NonNullable<Parameters<KcAdminClient['clients']['create']>[0]>;

/** An app of a realm. Its page says "Signed in as …" or "Signed out". */
export type App = {
  name: string;
  origin: string;
  /** The page itself, where it does not stand at the root of its origin. */
  page?: string;
  loginUrl: string;
  /** Where else it keeps something: another origin, and the domain above. */
  alsoAt?: string;
  /** Another app at the same origin. */
  sister?: App;
  client: ClientRepresentation;
  /** What the app can still do without its person, where it can: act with a refresh token. */
  stillActs?(): Promise<boolean>;
  /** Its page keeps the person in memory. */
  singlePage?: boolean;
  close(): Promise<void>;
};
