import fc from 'fast-check';
import type { App, Realm, Settings } from '../../../lib/settings/schema.ts';
import { SETTINGS_VERSION } from '../../../lib/settings/schema.ts';

const text = (maxLength: number) =>
  fc
    .string({ minLength: 1, maxLength })
    .map((value) => value.trim())
    .filter(Boolean);
const host = fc.constantFrom('a', 'b', 'c', 'd').map((name) => `https://${name}.example.org`);

const apps: fc.Arbitrary<App[]> = fc.uniqueArray(
  fc.record({
    origin: host,
    label: text(80),
    parentCookies: fc.boolean(),
    atSignOut: fc.constantFrom('clear', 'ask', 'leave'),
  }),
  {
    selector: ({ origin }) => origin,
  },
);

/** Few ids and issuers, so that two documents often name the same; ids as this extension makes them. */
const realm: fc.Arbitrary<Realm> = fc.record({
  id: fc.constantFrom('1', '2', '3', '4', '5').map((digit) => digit.repeat(43)),
  issuer: fc.tuple(host, fc.constantFrom('x', 'y')).map(([origin, name]) => `${origin}/realms/${name}`),
  label: text(80),
  client: fc.constantFrom('auto', 'registered', 'built-in', 'question'),
  clientId: text(255),
  apps,
  otherDevices: fc.boolean(),
});

/** Any settings document as this extension itself writes one: no issuer and no id stands twice. */
export const anySettings: fc.Arbitrary<Settings> = fc.record({
  version: fc.constant(SETTINGS_VERSION),
  realms: fc
    .uniqueArray(realm, { selector: ({ issuer }) => issuer })
    .map((realms) => realms.filter(({ id }, at) => realms.findIndex((other) => other.id === id) === at)),
  ignored: fc.uniqueArray(
    fc.tuple(host, fc.constantFrom('x', 'y')).map(([origin, name]) => `${origin}/realms/${name}`),
  ),
  signOut: fc.record({
    show: fc.constantFrom('tab', 'background'),
    appTabs: fc.constantFrom('reload', 'close'),
  }),
  activity: fc.record({
    keep: fc.boolean(),
    days: fc.integer({ min: 1, max: 365 }),
    userNames: fc.boolean(),
  }),
  rules: fc.record({
    idle: fc.record({ on: fc.boolean(), minutes: fc.integer({ min: 1, max: 480 }) }),
    lock: fc.record({ on: fc.boolean() }),
    times: fc.record({
      on: fc.boolean(),
      at: fc.array(fc.constantFrom('00:00', '12:00', '17:30', '23:59'), { maxLength: 12 }),
      days: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 7 }),
      spread: fc.integer({ min: 0, max: 240 }),
    }),
    countdown: fc.integer({ min: 0, max: 600 }),
    postpone: fc.integer({ min: 1, max: 240 }),
    leftOut: fc.array(host.map((origin) => `${origin}/realms/x`)),
  }),
});
