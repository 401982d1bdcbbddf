import { isRecord } from '../protocol/json.ts';
import type { Settings } from './schema.ts';
import type {
  AnyVersion,
  AppOf,
  RealmOf,
  Version1,
  Version2,
  Version3,
  Version4,
  Version5,
} from './versions.ts';

/**
 * One step from a version to the next, part by part. What it is given has been stored and not been validated yet: a step
 * spreads it and adds to it, and reads nothing of it.
 */
type Migration<From extends AnyVersion, To extends AnyVersion> = {
  /** All beside the realms and the choices of a sign-out. */
  document(older: Omit<From, 'realms' | 'signOut'>): Omit<To, 'realms' | 'signOut'>;
  signOut(older: From['signOut']): To['signOut'];
  /** A realm, its apps as they were. */
  realm(older: RealmOf<From>): Omit<RealmOf<To>, 'apps'> & { apps: AppOf<From>[] };
  app(older: AppOf<From>): AppOf<To>;
};

/** Version 2 knows apps, other devices, and what becomes of an app's tabs. */
const toVersion2: Migration<Version1, Version2> = {
  document: (older) => ({ ...older, version: 2 }),
  signOut: (older) => ({ appTabs: 'reload', ...older }),
  realm: (older) => ({ apps: [], otherDevices: false, ...older }),
  app: (older) => older,
};

/** Version 3 knows apps whose cookies of a parent domain go too. */
const toVersion3: Migration<Version2, Version3> = {
  document: (older) => ({ ...older, version: 3 }),
  signOut: (older) => older,
  realm: (older) => older,
  app: (older) => ({ parentCookies: false, ...older }),
};

/**
 * Version 4 knows through which client a realm is asked, which realms are to be ignored where they are found, and apps that are not
 * cleared.
 */
const toVersion4: Migration<Version3, Version4> = {
  document: (older) => ({ ignored: [], ...older, version: 4 }),
  signOut: (older) => older,
  realm: (older) => ({ client: 'auto', ...older }),
  app: (older) => ({ atSignOut: 'clear', ...older }),
};

/** Version 5 knows what is kept of sign-ins and sign-outs, for a month and without names, and rules, all of them off. */
const toVersion5: Migration<Version4, Version5> = {
  document: (older) => ({
    activity: { keep: true, days: 30, userNames: false },
    rules: {
      idle: { on: false, minutes: 10 },
      lock: { on: false },
      times: { on: false, at: ['17:30'], days: [1, 2, 3, 4, 5], spread: 0 },
      countdown: 30,
      postpone: 10,
      leftOut: [],
    },
    ...older,
    version: 5,
  }),
  signOut: (older) => older,
  realm: (older) => older,
  app: (older) => older,
};

/**
 * The steps in a row; the step at index 0 leads from version 1 to 2, and the last to what the schema takes.
 *
 * To add a field: put it into the schema with its default, and raise `SETTINGS_VERSION`. This list then does not compile
 * until a version of its own stands in `versions.ts`, with a step that leads to it. The document that the fixtures hold of
 * the version before stays as it is, and the new one gets a fixture beside it.
 */
const MIGRATIONS: [
  Migration<Version1, Version2>,
  Migration<Version2, Version3>,
  Migration<Version3, Version4>,
  Migration<Version4, Settings>,
] = [toVersion2, toVersion3, toVersion4, toVersion5];

/** A step whose versions the compiler no longer tells apart. */
type AnyMigration = Record<keyof Migration<Version1, Version2>, (older: never) => object>;

type Document = Record<string, unknown>;

/**
 * Brings a stored document up to date, step by step. What is not shaped as a part of a document is left as it is.
 * @param version of the document, a whole number of 1 or more; what is none of a known version is left as it is.
 */
export function migrate(stored: Document, version: number): Document {
  return MIGRATIONS.slice(version - 1).reduce<Document>(takeStep, stored);
}

function takeStep(older: Document, step: AnyMigration): Document {
  const { realms, signOut, ...rest } = older;
  return {
    ...through(step.document, rest),
    ...('realms' in older && { realms: each(realms, (realm) => realmThrough(step, realm)) }),
    ...('signOut' in older && { signOut: through(step.signOut, signOut) }),
  };
}

function realmThrough(step: AnyMigration, older: unknown): unknown {
  const realm = through(step.realm, older);
  return isRecord(realm) ? { ...realm, apps: each(realm.apps, (app) => through(step.app, app)) } : realm;
}

function through<T>(part: (older: never) => object, value: T): T | object {
  return isRecord(value) ? part(value as never) : value;
}

function each(list: unknown, change: (entry: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map(change) : list;
}
