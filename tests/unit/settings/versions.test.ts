import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import { EMPTY_SETTINGS, SETTINGS_VERSION } from '../../../lib/settings/schema.ts';

const folder = new URL('.', import.meta.url);
const stored = (version: number): unknown =>
  JSON.parse(readFileSync(new URL(`version-${version}.json`, folder), 'utf8'));

const staff = {
  id: '5Qm3v0kXwq8Yb1dT7uJzL2nRf6GhSaEoPcViUxWyB4M',
  issuer: 'https://sso.example.org/realms/staff',
  label: 'Staff',
  clientId: 'full-signout',
};
const dev = {
  id: 'hand-made',
  issuer: 'http://localhost:8080/realms/dev',
  label: 'dev',
  client: 'auto' as const,
  clientId: 'another-client',
  apps: [],
  otherDevices: false,
};
const wiki = { origin: 'https://wiki.example.org', label: 'Wiki' };
const local = {
  origin: 'http://app1.localhost:3000',
  label: 'app1.localhost:3000',
  parentCookies: false,
  atSignOut: 'clear',
};
/** What older versions did without a click: nothing. */
const NO_RULES = { rules: EMPTY_SETTINGS.rules };
const RULES = {
  idle: { on: true, minutes: 5 },
  lock: { on: true },
  times: { on: true, at: ['12:00', '17:30'], days: [1, 5], spread: 15 },
  countdown: 60,
  postpone: 20,
  leftOut: ['https://sso.example.org/realms/staff'],
};

/** What older versions kept of sign-outs: nothing, as long as they ran. */
const MONTH = { keep: true, days: 30, userNames: false };

describe('a document as it was shipped, field by field,', () => {
  it('of version 1 is read with no apps, this device alone, and tabs that are loaded anew', () => {
    expect(readSettings(stored(1))).toEqual({
      settings: {
        version: SETTINGS_VERSION,
        ignored: [],
        realms: [{ ...staff, client: 'auto', apps: [], otherDevices: false }, dev],
        signOut: { show: 'background', appTabs: 'reload' },
        ...NO_RULES,
        activity: MONTH,
      },
      refused: [],
    });
  });

  it('of version 2 is read with apps that leave the cookies of parent domains alone', () => {
    const apps = [{ ...wiki, parentCookies: false, atSignOut: 'clear' }, local];
    expect(readSettings(stored(2))).toEqual({
      settings: {
        version: SETTINGS_VERSION,
        ignored: [],
        realms: [{ ...staff, client: 'auto', apps, otherDevices: true }, dev],
        signOut: { show: 'background', appTabs: 'close' },
        ...NO_RULES,
        activity: MONTH,
      },
      refused: [],
    });
  });

  it('of version 3 is read with realms that are asked through whichever client there is, and apps that are cleared', () => {
    const apps = [{ ...wiki, parentCookies: true, atSignOut: 'clear' }, local];
    expect(readSettings(stored(3))).toEqual({
      settings: {
        version: SETTINGS_VERSION,
        ignored: [],
        realms: [{ ...staff, client: 'auto', apps, otherDevices: true }, dev],
        signOut: { show: 'background', appTabs: 'close' },
        ...NO_RULES,
        activity: MONTH,
      },
      refused: [],
    });
  });

  it.each([
    [4, 'of version 4 is read with activity of a month, without names, and no rule', MONTH, NO_RULES.rules],
    [5, 'of version 5 is read as it stands', { keep: true, days: 7, userNames: true }, RULES],
  ])('%i: %s', (version, _, activity, rules) => {
    const apps = [
      { ...wiki, parentCookies: true, atSignOut: 'ask' },
      { ...local, atSignOut: 'leave' },
    ];
    expect(readSettings(stored(version))).toEqual({
      settings: {
        version: SETTINGS_VERSION,
        ignored: ['https://sso.example.org/realms/guests'],
        realms: [{ ...staff, client: 'built-in', apps, otherDevices: true }, dev],
        signOut: { show: 'background', appTabs: 'close' },
        activity,
        rules,
      },
      refused: [],
    });
  });

  it('stands here for every version that this build knows', () => {
    const versions = readdirSync(folder).filter((name) => /^version-\d+\.json$/.test(name));
    const known = Array.from({ length: SETTINGS_VERSION }, (_, at) => `version-${at + 1}.json`);
    expect(versions.toSorted()).toEqual(known);
  });
});
