/*
 * The settings document of every version that people may have stored, as it was shipped. A version stands here for ever:
 * once released, it is never edited.
 */

/** Realms alone, and where the result is shown. */
export type Version1 = {
  version: 1;
  realms: { id: string; issuer: string; label: string; clientId: string }[];
  signOut: { show: 'tab' | 'background' };
};

/** Apps that are cleared, what becomes of their tabs, and the person's other devices. */
export type Version2 = {
  version: 2;
  realms: {
    id: string;
    issuer: string;
    label: string;
    clientId: string;
    apps: { origin: string; label: string }[];
    otherDevices: boolean;
  }[];
  signOut: { show: 'tab' | 'background'; appTabs: 'reload' | 'close' };
};

/** Clearing an app may take cookies of its parent domains too. */
export type Version3 = {
  version: 3;
  realms: {
    id: string;
    issuer: string;
    label: string;
    clientId: string;
    apps: { origin: string; label: string; parentCookies: boolean }[];
    otherDevices: boolean;
  }[];
  signOut: { show: 'tab' | 'background'; appTabs: 'reload' | 'close' };
};

/**
 * A realm may be asked through the built-in client; realms that are found may be ignored; apps may be only asked, or left
 * alone.
 */
export type Version4 = {
  version: 4;
  ignored: string[];
  realms: {
    id: string;
    issuer: string;
    label: string;
    client: 'auto' | 'registered' | 'built-in' | 'question';
    clientId: string;
    apps: { origin: string; label: string; parentCookies: boolean; atSignOut: 'clear' | 'ask' | 'leave' }[];
    otherDevices: boolean;
  }[];
  signOut: { show: 'tab' | 'background'; appTabs: 'reload' | 'close' };
};

/** Sign-ins and sign-outs may be kept on the computer, and rules may sign out without a click. */
export type Version5 = Omit<Version4, 'version'> & {
  version: 5;
  activity: { keep: boolean; days: number; userNames: boolean };
  rules: {
    idle: { on: boolean; minutes: number };
    lock: { on: boolean };
    times: { on: boolean; at: string[]; days: number[]; spread: number };
    countdown: number;
    postpone: number;
    leftOut: string[];
  };
};

/** What all versions have in common. */
export type AnyVersion = { version: number; realms: object[]; signOut: object };

/** A realm of a version. */
export type RealmOf<V extends AnyVersion> = V['realms'][number];

/** An app of a version; the first knows none. */
export type AppOf<V extends AnyVersion> = RealmOf<V> extends { apps: (infer A)[] } ? A : never;
