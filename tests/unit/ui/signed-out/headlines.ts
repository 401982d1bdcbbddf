import type { RunRow } from '../../../../lib/contract/status.ts';
import type { HeadlineKind } from '../../../../lib/verdict/headline.ts';
import { appOf, providerOf, rowOf } from '../rows.ts';

/** A realm that is out. */
export const out = rowOf('Support', 'signed-out');

const app = (state: 'open' | 'unknown', name = 'Wiki') => appOf(name, state, 'in-session');

/** A sign-out of chosen realms only. */
export const these = { scope: 'these' as const };

/** Every kind of headline, what it is made of, and how it reads. */
export const HEADLINES: [HeadlineKind, RunRow[], object, string, string][] = [
  ['working', [out, rowOf('Staff', 'working')], {}, 'Signing out…', 'Abmeldung läuft…'],
  ['somebody', [rowOf('Staff', 'somebody')], {}, 'Not signed out', 'Nicht abgemeldet'],
  ['somebody', [rowOf('Staff', 'may-remain')], {}, 'Not signed out', 'Nicht abgemeldet'],
  [
    'somebody',
    [out, rowOf('Staff', 'somebody'), rowOf('HQ', 'not-proven')],
    {},
    'Signed out, except for Staff and HQ',
    'Abgemeldet, außer von Staff und HQ',
  ],
  [
    'again',
    [rowOf('HQ', 'again')],
    {},
    'HQ signed you in again by itself',
    'HQ hat Sie von selbst wieder angemeldet',
  ],
  [
    'again',
    [rowOf('HQ', 'again'), rowOf('Staff', 'again')],
    {},
    'HQ and Staff signed you in again by themselves',
    'HQ und Staff haben Sie von selbst wieder angemeldet',
  ],
  ['again', [out, rowOf('HQ', 'again')], {}, 'Signed out, except for HQ', 'Abgemeldet, außer von HQ'],
  ['not-proven', [rowOf('HQ', 'not-proven')], {}, 'Sign-out not verified', 'Abmeldung nicht belegt'],
  [
    'not-proven',
    [out, rowOf('HQ', 'not-proven')],
    {},
    'Signed out, except for HQ',
    'Abgemeldet, außer von HQ',
  ],
  [
    'provider',
    [rowOf('Staff', 'signed-out', { providers: [providerOf('Google', 'unknown')], apps: [app('open')] })],
    {},
    'Keycloak has signed you out. You may still be signed in at Google.',
    'Keycloak hat Sie abgemeldet. Bei Google sind Sie vielleicht noch angemeldet.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('unknown')], devices: { ended: false, count: 1 } })],
    {},
    'Keycloak has signed you out. 1 app may still be open.',
    'Keycloak hat Sie abgemeldet. 1 App ist vielleicht noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { appsUntold: true })],
    {},
    'Keycloak has signed you out. Apps that you used may still be open.',
    'Keycloak hat Sie abgemeldet. Apps, die Sie benutzt haben, sind vielleicht noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('unknown'), app('unknown', 'Board')] })],
    {},
    'Keycloak has signed you out. 2 apps may still be open.',
    'Keycloak hat Sie abgemeldet. 2 Apps sind vielleicht noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('open')] })],
    {},
    'Keycloak has signed you out. 1 app is still open.',
    'Keycloak hat Sie abgemeldet. 1 App ist noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('open'), app('open', 'Board')] })],
    {},
    'Keycloak has signed you out. 2 apps are still open.',
    'Keycloak hat Sie abgemeldet. 2 Apps sind noch offen.',
  ],
  [
    'devices',
    [rowOf('Staff', 'signed-out', { devices: { ended: false, count: 2 } })],
    {},
    'Keycloak has signed you out here. Your other devices may still be signed in.',
    'Keycloak hat Sie hier abgemeldet. Ihre anderen Geräte sind vielleicht noch angemeldet.',
  ],
  ['signed-out-of', [out], these, 'Signed out of Support', 'Abgemeldet von Support'],
  ['signed-out', [out, rowOf('Staff', 'nothing')], {}, 'You are signed out', 'Sie sind abgemeldet'],
  ['nothing', [rowOf('Staff', 'nothing')], {}, 'Nothing to sign out of', 'Nichts abzumelden'],
];
