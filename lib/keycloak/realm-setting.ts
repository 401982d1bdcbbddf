import type { Failure } from '../errors/failure.ts';

/**
 * Settings of a client by which a realm cannot be asked as others are: where each stands in the admin console and what it has to be, in the
 * words of Keycloak 26.
 */
const PLACES = {
  'par-required': 'Advanced → Pushed authorization request required: Off',
  'dpop-required': 'Settings → Require DPoP bound tokens: Off',
  'iss-left-out': 'Advanced → Exclude Issuer From Authentication Response: Off',
  'id-token-encrypted': 'Advanced → ID token encryption key management algorithm: none',
} as const;

/** One of these settings. */
export type RealmSetting = keyof typeof PLACES;

/** All of them. */
export const REALM_SETTINGS = /* @__PURE__ */ Object.keys(PLACES) as RealmSetting[];

/** How answers give each of them away, in Keycloak's own words. */
const SIGNS: readonly [RegExp, RealmSetting][] = [
  [/pushed authorization request/i, 'par-required'],
  [/\bDPoP\b/i, 'dpop-required'],
  [/encryption KEK/i, 'id-token-encrypted'],
];

/** Where a setting of a client stands in the admin console, and what it has to be. */
export function whereIs(setting: RealmSetting, clientId: string): string {
  return `Clients → ${clientId} → ${PLACES[setting]}`;
}

/**
 * Names the setting by which a realm has refused a client; what a server says for other reasons stays as it is.
 * @param failure its details are what the server said.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_client_advanced_settings
 */
export function settingIn(failure: Failure, clientId: string): Failure {
  // What a client is called says nothing of it.
  const said = failure.details.filter((one) => one !== clientId).join(' ');
  const setting = isIssuerLeftOut(failure) ? 'iss-left-out' : SIGNS.find(([words]) => words.test(said))?.[1];
  return setting ? { code: 'realm-setting', details: [whereIs(setting, clientId)] } : failure;
}

/**
 * Which setting a realm's row has named.
 * @param details of a failure that `settingIn` gave.
 */
export function settingNamed(details: readonly string[]): RealmSetting | undefined {
  return REALM_SETTINGS.find((setting) => details.some((one) => one.endsWith(PLACES[setting])));
}

/** An answer without its issuer's name, where that was promised. */
function isIssuerLeftOut({ code, details }: Failure): boolean {
  return code === 'issuer-response-mismatch' && details[1] === '(none)';
}
